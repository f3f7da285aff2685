import ArgumentParser

struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Hand stores to others: as packs that can be checked and signed, or as recipes that regrow them.",
    discussion: """
      A key of your own:    fernery pack keygen team
      A pack to give:       fernery pack create demo.fernery --out demo-pack --key team.key
      Taken by others:      fernery pack unpack https://example.org/demo-pack --out demo.fernery
      """,
    subcommands: [
      PackKeygenCommand.self, PackCreateCommand.self, PackInspectCommand.self, PackVerifyCommand.self,
      PackUnpackCommand.self, PackGrowCommand.self, PackDiffCommand.self, PackMergeCommand.self, PackAddCommand.self,
    ])
}
