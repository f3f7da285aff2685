import ArgumentParser
import FractalCore
import FractalRendering

struct SheetPaletteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "palette",
    abstract: "Draw palettes of each scheme, a row a scheme, darkest to the left.",
    discussion: """
      EXAMPLES
        fernery sheet palette
        fernery sheet palette --columns 8 --seed 3 --out palettes.png
      """)

  @Option(parsing: .unconditional, help: "Palettes of each scheme: 1 to 100.")
  var columns = 6

  @Option(parsing: .unconditional, help: "The seed, a whole number from 0: another seed, other palettes.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "The PNG to write.", completion: .file())
  var out = "palette-sheet.png"

  @OptionGroup var replacement: ReplacementOptions

  @Flag(help: "Print what was written as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      try require(columns, in: 1...100, option: "--columns")
      let file = try OutputFile(out, .png, force: replacement.force, json: json)
      var pictures: [Picture] = []
      for (row, scheme) in PaletteScheme.allCases.enumerated() {
        var draws = RandomStream(seed: seed, purpose: .colouring).draws(index: UInt64(row))
        pictures += (0..<columns).map { _ in scheme.palette(&draws).strip(height: 48, width: 192) }
      }
      let captions = PaletteScheme.allCases.flatMap { Array(repeating: $0.rawValue, count: columns) }
      try SheetFile(file: file, name: "palette", columns: columns, json: json).write(pictures, captions: captions)
    }
  }
}
