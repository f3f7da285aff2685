import ArgumentParser
import Foundation
import Testing

@testable import fernery

/// Each in a process of its own: signals and the flag belong to the whole process.
@Suite struct SupportInterruptionTests {
  /// Sends a signal to the process, not to this thread, which Dispatch keeps free of signals, and waits for the flag.
  private static func send(_ number: Int32) {
    kill(getpid(), number)
    for _ in 0..<500 where !Interruption.isRequested { usleep(10_000) }
  }

  @Test func noticesTheFirstSignalAndGoesOn() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interruption.install()
      precondition(!Interruption.isRequested)
      Self.send(SIGINT)
      precondition(Interruption.isRequested)
      exit(Interruption.exitCode.rawValue)
    }
  }

  @Test func endsAtOnceOnTheSecondSignal() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      Interruption.install()
      Self.send(SIGINT)
      Self.send(SIGTERM)
      sleep(5)
      exit(0)
    }
  }

  @Test func noticesSignalsThatTheShellHadIgnored() async {
    await #expect(processExitsWith: .exitCode(130)) {
      signal(SIGINT, SIG_IGN)
      Interruption.install()
      Self.send(SIGINT)
      exit(Interruption.isRequested ? Interruption.exitCode.rawValue : 1)
    }
  }
}
