import ArgumentParser
import FractalCore
import StoreReader
import SystemIO

extension ErrorCategory {
  /// The code of `sysexits.h` that the process ends with.
  var exitCode: ExitCode {
    switch self {
    case .usage: ExitCode(64)  // EX_USAGE
    case .invalidData: ExitCode(65)  // EX_DATAERR
    case .notFound: ExitCode(66)  // EX_NOINPUT
    case .unavailable: ExitCode(69)  // EX_UNAVAILABLE
    case .internal: ExitCode(70)  // EX_SOFTWARE
    case .cannotCreate: ExitCode(73)  // EX_CANTCREAT
    case .inputOutput: ExitCode(74)  // EX_IOERR
    case .temporary: ExitCode(75)  // EX_TEMPFAIL
    case .permission: ExitCode(77)  // EX_NOPERM
    case .configuration: ExitCode(78)  // EX_CONFIG
    }
  }
}

/// How a command's failure is told: one line on stderr and an exit code.
enum ExitStatus {
  /// Runs the body of a command; any error of it becomes one line `fernery: message` on stderr and an exit code.
  ///
  /// ArgumentParser's own errors pass through: it prints them, and ends with 64 for a wrong argument.
  ///
  /// - Throws: `ExitCode`, or an error of ArgumentParser.
  static func report<Result>(
    to write: (String) -> Void = StandardError.writeLine, _ body: () throws -> Result
  ) throws -> Result {
    do {
      let result = try body()
      try StandardOutput.flush()
      return result
    } catch {
      guard let failure = failure(of: error) else { throw error }
      write("fernery: \(failure.line)")
      throw failure.code
    }
  }

  /// The line and the code for an error; nil for those that ArgumentParser reports itself.
  static func failure(of error: any Error) -> (line: String, code: ExitCode)? {
    switch error {
    case is ExitCode, is CleanExit, is ValidationError:
      nil
    case let error as any DescribedError:
      (StandardError.oneLine(error.description), error.category.exitCode)
    case let failure as SystemFailure:
      (StandardError.oneLine("reading or writing failed: \(failure.cause)"), ErrorCategory.inputOutput.exitCode)
    default:
      (StandardError.oneLine("unexpected failure, please report it: \(error)"), ErrorCategory.internal.exitCode)
    }
  }
}
