import ArgumentParser
import Foundation
import FractalCore

/// The one line about arguments that cannot be parsed: what is wrong, and what would be right.
struct UsageError {
  /// The command that the first arguments name.
  private var command: any ParsableCommand.Type = Fernery.self
  /// Its name with those of the commands above it, such as `fernery store`.
  private var name = "fernery"
  /// The argument that stands where a command is expected and names none.
  private var unknown: String?

  init(arguments: [String]) {
    for argument in arguments {
      let subcommands = command.configuration.subcommands
      guard !subcommands.isEmpty, !argument.hasPrefix("-") else { return }
      guard let next = subcommands.first(where: { $0._commandName == argument }) else {
        if argument != "help" { unknown = argument }
        return
      }
      command = next
      name += " \(argument)"
    }
  }

  /// The line for an error of ArgumentParser.
  func line(for error: any Error) -> String {
    if let unknown {
      let names = command.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
      let near = nested(unknown) ?? Spelling.nearest(to: unknown, among: names)
      return "there is no command `\(name) \(unknown)`"
        + (near.map { ": did you mean `\(name) \($0)`?" } ?? ": there are \(names.joined(separator: ", "))")
    }
    let message = Fernery.message(for: error)
    let usage = Fernery.fullMessage(for: error).split(separator: "\n").first { $0.hasPrefix("Usage: ") }
    let advice = usage.map { "; usage: \($0.dropFirst("Usage: ".count))" } ?? ""
    return message + (explanation(of: message).map { ": \($0)" } ?? "") + advice
  }

  /// The words that lead to a command of this name one level further down.
  private func nested(_ name: String) -> String? {
    let group = command.configuration.subcommands.first { group in
      group.configuration.subcommands.contains { $0._commandName == name && $0.configuration.shouldDisplay }
    }
    return group.map { "\($0._commandName) \(name)" }
  }

  /// The help of the option whose value a message calls invalid, unless the message lists the values itself.
  private func explanation(of message: String) -> String? {
    guard let match = message.wholeMatch(of: /The value '.*' is invalid for '(?:--([a-z-]+) )?<([a-z-]+)>'/) else {
      return nil
    }
    let wanted = match.1.map(String.init) ?? String(match.2)
    guard let help = try? JSONDecoder().decode(Help.self, from: Data(command._dumpHelp().utf8)) else { return nil }
    let argument = help.command.arguments?.first { argument in
      argument.valueName == wanted || argument.names?.contains { $0.name == wanted } == true
    }
    guard let abstract = argument?.abstract else { return nil }
    return abstract.hasSuffix(".") ? String(abstract.dropLast()) : abstract
  }

  /// The part that is used of the help page as ArgumentParser tells it to programs.
  private struct Help: Decodable {
    struct Command: Decodable { var arguments: [Argument]? }
    struct Argument: Decodable {
      struct Name: Decodable { var name: String }
      var names: [Name]?
      var valueName: String?
      var abstract: String?
    }
    var command: Command
  }
}
