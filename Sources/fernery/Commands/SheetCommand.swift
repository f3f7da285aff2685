import ArgumentParser

struct SheetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet",
    abstract: "Draw sheets to look at: what each part of Fernery does, by itself.",
    subcommands: [SheetOperationsCommand.self])
}
