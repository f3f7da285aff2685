import ArgumentParser

/// Pictures of what the program can do, side by side: one subcommand a file.
struct SheetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet",
    abstract: "Draw sheets of laws, families and palettes to look at.",
    subcommands: [SheetLawCommand.self, SheetFamilyCommand.self, SheetPaletteCommand.self])
}
