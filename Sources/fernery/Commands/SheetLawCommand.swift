import ArgumentParser
import FractalRendering
import FractalSearch

struct SheetLawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "law",
    abstract: "Draw what a law gives: proposals as they come, past the gates, without a choice.",
    usage: "fernery sheet law <law> [<options>]",
    discussion: """
      Laws: \(GenomeLaw.names.joined(separator: ", ")).

      EXAMPLES
        fernery sheet law anderson-farrell --out af.png
        fernery sheet law escape-time --count 24 --size 256 --seed 3
        fernery sheet law anderson-farrell --background noise
      """)

  @Argument(help: "The law to draw by.")
  var law: String

  @Option(help: "What stands behind: black, solid, gradient or noise.")
  var background = BackgroundKind.black

  @OptionGroup var sheet: SheetOptions

  func run() throws {
    try ExitStatus.report {
      let file = try sheet.check(name: law)
      let plan = try LawArgument(law).plan(
        seed: sheet.seed, shape: sheet.shape, samples: 40, colouring: .lively, background: background.law)
      try sheet.write(Search.sample(plan, count: sheet.count), to: file)
    }
  }
}

extension ColouringLaw {
  /// All ways of colouring that suit a family, as the built-in sets have them.
  static let lively = ColouringLaw(coordinate: 2, trap: 1, exposure: 4...40, highlights: 0.1...0.5, smoothing: true)
}
