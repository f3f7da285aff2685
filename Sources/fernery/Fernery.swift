import ArgumentParser

/// The command line: a thin layer that reads arguments, calls the modules and shows what they say.
@main
struct Fernery: ParsableCommand {
  /// The release that this is.
  static let version = "0.1.0"

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
      GenerateCommand.self, SearchCommand.self, RenderCommand.self, StoreCommand.self, MixCommand.self,
      PresetsCommand.self,
    ])
}
