import ArgumentParser
import FractalCore
import Testing

@testable import fernery

@Suite struct SupportExitStatusTests {
  private struct Code: ErrorCode {
    let category: ErrorCategory
  }

  @Test func givesEachCategoryItsSysexitsCode() {
    let codes = ErrorCategory.allCases.map(\.exitCode.rawValue)
    #expect(codes == [64, 65, 66, 69, 73, 74, 75, 77, 78, 70])
  }

  @Test(arguments: ErrorCategory.allCases) func tellsAnErrorInOneLine(_ category: ErrorCategory) {
    var lines: [String] = []
    #expect(throws: category.exitCode) {
      try ExitStatus.report(to: { lines.append($0) }) {
        throw ModuleError(
          Code(category: category), "the store\nis damaged",
          cause: .init(domain: "LMDB", code: -30796, text: "corrupted"))
      }
    }
    #expect(lines == ["fernery: the store is damaged (LMDB -30796: corrupted)"])
  }

  @Test func tellsUnknownErrorsAsDefects() {
    struct Surprise: Error {}
    var lines: [String] = []
    #expect(throws: ExitCode(70)) { try ExitStatus.report(to: { lines.append($0) }) { throw Surprise() } }
    #expect(lines == ["fernery: unexpected failure, please report it: Surprise()"])
  }

  @Test func leavesArgumentParserItsOwnErrors() {
    func fail(_ error: any Error) throws {
      try ExitStatus.report(to: { _ in Issue.record("nothing is to be printed") }) { throw error }
    }
    #expect(throws: ExitCode(3)) { try fail(ExitCode(3)) }
    #expect(throws: ValidationError.self) { try fail(ValidationError("--count 0")) }
    #expect(throws: CleanExit.self) { try fail(CleanExit.message("done")) }
  }

  @Test func givesTheResultOfASuccess() throws {
    #expect(try ExitStatus.report { 7 } == 7)
  }
}
