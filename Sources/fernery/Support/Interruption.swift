import ArgumentParser
import Foundation
import Synchronization

/// The wish to stop: Ctrl-C or a polite kill.
///
/// The first signal sets a flag, and the command stops at the next place where nothing is lost; a second one ends the
/// process at once, which loses nothing that was committed either.
enum Interruption {
  /// The signal that came, 0 for none: atomic, because the handler runs between any two instructions.
  private static let received = Atomic<Int32>(0)

  /// Starts to listen for SIGINT and SIGTERM.
  ///
  /// Also where a script's shell started the process in the background and so with SIGINT ignored: whoever sends one
  /// means it, and stopping loses nothing.
  static func install() {
    // The first access makes the flag; the handler must not be the one to do that.
    _ = received.load(ordering: .relaxed)
    signal(SIGINT, handle)
    signal(SIGTERM, handle)
  }

  /// Whether to stop.
  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The exit code of a command that a signal stopped: 128 and the signal's number, as in shells.
  static var exitCode: ExitCode { ExitCode(128 + received.load(ordering: .relaxed)) }

  /// Only what is safe in a signal handler: an atomic exchange, `signal` and `raise`.
  private static let handle: @convention(c) (Int32) -> Void = { number in
    if received.exchange(number, ordering: .relaxed) != 0 {
      signal(number, SIG_DFL)
      raise(number)
    }
  }
}
