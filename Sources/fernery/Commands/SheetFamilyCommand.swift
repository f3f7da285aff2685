import ArgumentParser
import FractalCore
import FractalRendering
import FractalSearch
import IFS
import Presets

struct SheetFamilyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "family",
    abstract: "Draw a family: its laws in turn, of affine also the named classics.",
    usage: "fernery sheet family <family> [<options>]",
    discussion: """
      Families: \(Family.allCases.map(\.name).joined(separator: ", ")), and `classics` for the named classics alone.

      EXAMPLES
        fernery sheet family classics
        fernery sheet family affine --count 60 --out affine.png
        fernery sheet family escape-time --seed 5
      """)

  @Argument(help: "The family.")
  var family: String

  @OptionGroup var sheet: SheetOptions

  func run() throws {
    try ExitStatus.report {
      let file = try sheet.check(name: family)
      if family == "classics" { return try sheet.write(classics(), to: file) }
      guard let chosen = Family.allCases.first(where: { $0.name == family }) else {
        let names = Family.allCases.map(\.name) + ["classics"]
        throw CommandError(
          .outOfRange, "there is no family `\(family)`; there are \(names.joined(separator: ", "))")
      }
      let laws = GenomeLaw.names.compactMap(GenomeLaw.init(named:)).filter { $0.family == chosen }
      var specifications = chosen == .affine ? try classics() : []
      // The laws share what room the classics leave.
      for (place, law) in laws.enumerated() where specifications.count < sheet.count {
        let count = max(1, (sheet.count - specifications.count) / (laws.count - place))
        let plan = try LawArgument(law.name).plan(
          seed: sheet.seed, shape: sheet.shape, samples: 40, colouring: .lively)
        specifications += try Search.sample(plan, count: count)
      }
      try sheet.write(specifications, to: file)
    }
  }

  private func classics() throws -> [AssetSpec] {
    try PresetLibrary.names(.system).prefix(sheet.count).enumerated().map { place, name in
      var specification = try PresetLibrary.fractal(name).specification(shape: sheet.shape, seed: sheet.seed)
      var draws = RandomStream(seed: sheet.seed, purpose: .colouring).draws(index: UInt64(place))
      specification.colouring = ColouringLaw.lively.sample(for: .affine, &draws)
      return specification
    }
  }
}
