import ArgumentParser
import FractalCore
import IPMix
import Presets

struct PresetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets",
    abstract: "List, show and check presets: sets to generate, mixing recipes, named classics.",
    subcommands: [List.self, Show.self, Validate.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the built-in presets.",
      discussion: "EXAMPLES\n  fernery presets list\n  fernery presets list --json")

    @Flag(help: "Print the list as JSON.")
    var json = false

    func run() throws {
      try ExitStatus.report {
        let entries = try PresetKind.allCases.flatMap { kind in
          try PresetLibrary.names(kind).map { name in
            Entry(kind: kind.rawValue, name: name, description: try PresetsCommand.describe(kind, name))
          }
        }
        if json { return try JSONOutput.print(entries) }
        let width = entries.map(\.name.count).max() ?? 0
        for kind in PresetKind.allCases {
          print("\(kind.heading):")
          for entry in entries where entry.kind == kind.rawValue {
            print("  \(entry.name.padding(to: width))  \(entry.description)")
          }
        }
      }
    }

    private struct Entry: Encodable {
      var kind: String
      var name: String
      var description: String
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a built-in preset's YAML, as a start for one of your own.",
      discussion: "EXAMPLE\n  fernery presets show demo > mine.yaml")

    @Argument(help: "The preset's name.")
    var name: String

    @Flag(help: "Print kind, name and YAML as JSON.")
    var json = false

    func run() throws {
      try ExitStatus.report {
        for kind in PresetKind.allCases where PresetLibrary.names(kind).contains(name) {
          let yaml = try PresetLibrary.text(kind, named: name)
          if json { return try JSONOutput.print(Shown(kind: kind.rawValue, name: name, yaml: yaml)) }
          return print(yaml, terminator: "")
        }
        throw CommandError(
          .outOfRange, "there is no preset `\(name)`; `fernery presets list` names those that there are")
      }
    }
  }

  private struct Shown: Encodable {
    var kind: String
    var name: String
    var yaml: String
  }

  struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check preset files: every key, type and range.",
      discussion: """
        Names each file's first mistake with its line; ends with 78 if there is one, with 65 for what no preset needs, such
        as aliases.

        EXAMPLE
          fernery presets validate mine.yaml
        """)

    @Argument(
      help: "YAML files; also `/dev/stdin` and what the shell makes of `<(...)`.",
      completion: .file())
    var files: [String]

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() throws {
      try ExitStatus.report {
        var results: [Result] = []
        var firstFailure: (any DescribedError)?
        for file in files {
          do throws(PresetError) {
            let kind = try PresetLibrary.check(file: file).kind
            results.append(Result(file: file, kind: kind.rawValue, valid: true))
          } catch {
            firstFailure = firstFailure ?? error
            results.append(Result(file: file, valid: false, error: StandardError.oneLine(error.message)))
          }
        }
        if json {
          try JSONOutput.print(results)
        } else {
          for result in results {
            if let error = result.error {
              StandardError.writeLine("fernery: \(error)")
            } else {
              print("\(result.file): a valid \(result.kind ?? "") preset")
            }
          }
        }
        if let firstFailure { throw firstFailure.category.exitCode }
      }
    }

    private struct Result: Encodable {
      var file: String
      var kind: String?
      var valid: Bool
      var error: String?
    }
  }

  /// One line about a preset; reading it checks it.
  private static func describe(_ kind: PresetKind, _ nameOrPath: String) throws(PresetError) -> String {
    switch kind {
    case .generation: try PresetLibrary.generation(nameOrPath).description
    case .mixing: try PresetLibrary.mixing(nameOrPath).description
    case .system: try PresetLibrary.system(nameOrPath).description
    }
  }
}

extension PresetKind {
  fileprivate var heading: String {
    switch self {
    case .generation: "Sets to generate (fernery generate NAME)"
    case .mixing: "Mixing recipes (fernery mix --recipe NAME)"
    case .system: "Named classics (fernery render NAME)"
    }
  }
}

extension String {
  /// The string with spaces behind it up to a width.
  func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
