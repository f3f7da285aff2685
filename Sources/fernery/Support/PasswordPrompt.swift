import Foundation
import FractalCore
import Synchronization

/// Asks on the terminal for what nobody should see, and leaves the terminal as it was, however the asking ends.
enum PasswordPrompt {
  /// The terminal while its echo is off, else -1: atomic, because a signal may come between any two instructions.
  private static let hidden = Atomic<Int32>(-1)
  /// How the terminal was before.
  ///
  /// A pointer, because a signal handler may not wait for Swift's check of access.
  private nonisolated(unsafe) static let shown = UnsafeMutablePointer<termios>.allocate(capacity: 1)
  /// The signals that end a process unless it says otherwise, and that a terminal or a session's end sends.
  private static let endings = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  /// The most bytes of an answer.
  private static let longest = 1024

  /// The line that is typed, without its end.
  ///
  /// - Throws: ``CommandError`` where there is no terminal, or its input ends.
  static func ask(_ prompt: String) throws(CommandError) -> String {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else {
      throw CommandError(.outOfRange, "there is no terminal to ask for the password: give --password-file")
    }
    defer { close(terminal) }
    let line = hidingInput(of: terminal) {
      _ = write(terminal, prompt, prompt.utf8.count)
      return readLine(terminal)
    }
    guard let line else { throw CommandError(.outOfRange, "no password was given") }
    return String(decoding: line, as: UTF8.self)
  }

  /// Calls `body` while what is typed is not shown; a signal that ends the process shows it again first.
  private static func hidingInput<Result>(of terminal: Int32, _ body: () -> Result) -> Result {
    guard tcgetattr(terminal, shown) == 0 else { return body() }
    hidden.store(terminal, ordering: .relaxed)
    let earlier = endings.map { ($0, signal($0, showAndEnd)) }
    // Stopped, the shell would have a terminal that shows nothing.
    let earlierStop = signal(SIGTSTP, SIG_IGN)
    defer {
      tcsetattr(terminal, TCSAFLUSH, shown)
      for (number, handler) in earlier { signal(number, handler) }
      signal(SIGTSTP, earlierStop)
      hidden.store(-1, ordering: .relaxed)
      // The user's own was not shown.
      _ = write(terminal, "\n", 1)
    }
    var silent = shown.pointee
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(terminal, TCSAFLUSH, &silent)
    return body()
  }

  /// Only what is safe in a signal handler: an atomic load, `tcsetattr`, `signal` and `raise`.
  private static let showAndEnd: @convention(c) (Int32) -> Void = { number in
    let terminal = hidden.load(ordering: .relaxed)
    if terminal >= 0 { tcsetattr(terminal, TCSANOW, shown) }
    signal(number, SIG_DFL)
    raise(number)
  }

  /// Nil where the input ends before a line does.
  private static func readLine(_ terminal: Int32) -> [UInt8]? {
    var line: [UInt8] = []
    while line.count < longest {
      var byte: UInt8 = 0
      let got = read(terminal, &byte, 1)
      if got < 0 && errno == EINTR { continue }
      guard got == 1 else { return nil }
      if byte == UInt8(ascii: "\n") { break }
      line.append(byte)
    }
    return line
  }
}
