import ArgumentParser

/// Pictures of what the program can do, side by side: one subcommand a file.
struct SheetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet",
    abstract: "Draw sheets to look at: of laws, families, palettes and mixing operations.",
    subcommands: [
      SheetLawCommand.self, SheetFamilyCommand.self, SheetPaletteCommand.self, SheetOperationsCommand.self,
    ])
}
