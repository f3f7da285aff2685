import ArgumentParser
import Foundation
import Testing

@testable import fernery

/// Each in a process of its own: signals and the flag belong to the whole process.
@Suite struct SupportInterruptionTests {
  @Test func noticesTheFirstSignalAndGoesOn() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interruption.install()
      precondition(!Interruption.isRequested)
      raise(SIGINT)
      precondition(Interruption.isRequested)
      exit(Interruption.exitCode.rawValue)
    }
  }

  @Test func endsAtOnceOnTheSecondSignal() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      Interruption.install()
      raise(SIGINT)
      raise(SIGTERM)
      exit(0)
    }
  }

  @Test func noticesSignalsThatTheShellHadIgnored() async {
    await #expect(processExitsWith: .exitCode(0)) {
      signal(SIGINT, SIG_IGN)
      Interruption.install()
      raise(SIGINT)
      exit(Interruption.isRequested ? 0 : 1)
    }
  }
}
