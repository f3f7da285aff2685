import ArgumentParser
import FractalCore
import FractalRendering
import FractalSearch
import Presets

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draw genomes by a law and print them as lines of JSON.",
    usage: "fernery sample <law> [<options>]",
    discussion: """
      Genomes that pass the default gates, each with its framing; `fernery render` draws such a line from a \
      file. With --json, one array. Laws: \(GenomeLaw.names.joined(separator: ", ")).

      EXAMPLES
        fernery sample anderson-farrell -n 5
        fernery sample escape-time --seed 7 > genome.json
        fernery render genome.json
      """)

  @Argument(help: "The law to draw by.")
  var law: String

  @Option(name: [.customShort("n"), .long], parsing: .unconditional, help: "How many genomes.")
  var count = 1

  @Option(parsing: .unconditional, help: "The seed, a whole number from 0: another seed, other genomes.")
  var seed: UInt64 = 1

  @Flag(help: "Print one JSON array instead of lines.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      try require(count, in: 1...100_000, option: "--count")
      let plan = try LawArgument(law).plan(seed: seed)
      let lines = try Search.sample(plan, count: count).map {
        GenomeFile(genome: $0.genome, framing: $0.framing).text
      }
      print(json ? "[\n" + lines.joined(separator: ",\n") + "\n]" : lines.joined(separator: "\n"))
    }
  }
}
