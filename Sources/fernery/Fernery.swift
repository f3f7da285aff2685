import ArgumentParser
import Foundation
import FractalCore
import SystemIO

/// The command line: a thin layer that reads arguments, calls the modules and shows what they say.
@main
struct Fernery: ParsableCommand {
  /// The release that this is.
  static let version = FerneryVersion.text

  static let configuration = CommandConfiguration(
    commandName: "fernery",
    abstract: "Grow fractals, keep them in a store, and mix them into training pictures.",
    discussion: """
      A first set:          fernery generate demo
      A look at it:         fernery store show demo.fernery
      Mixed into pictures:  fernery mix photo.png --store demo.fernery
      """,
    version: version,
    subcommands: [
      GenerateCommand.self, SearchCommand.self, RenderCommand.self, SampleCommand.self, SheetCommand.self,
      StoreCommand.self, ReportCommand.self, PackCommand.self, MixCommand.self, PresetsCommand.self,
    ])

  /// Runs the command that the arguments name; what is wrong with them takes one line, as every other error does.
  static func main() {
    StandardStreams.openMissing()
    ProcessStart.handleSignals()
    Lifeline.watch()
    Memory.keepFreed()
    var arguments: [String] = []
    do {
      arguments = try ExitStatus.report { try ProcessStart.arguments() }
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch let code as ExitCode {
      exit(withError: code)
    } catch {
      // Help, the version and completion scripts are results, too.
      if exitCode(for: error) == .success { tell { print(fullMessage(for: error)) } }
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      StandardError.writeLine("fernery: \(UsageError(arguments: arguments).line(for: error))")
      Foundation.exit(ExitCode.validationFailure.rawValue)
    }
  }

  /// Prints a result that takes no command, and ends.
  private static func tell(_ result: () -> Void) -> Never {
    do { try ExitStatus.report(result) } catch { exit(withError: error) }
    exit(withError: ExitCode.success)
  }
}
