import FractalCore
import FractalRendering
import IFS
import Testing

@testable import FractalSearch

@Suite struct PlanHashTests {
  private typealias Change = @Sendable (inout SearchPlan) throws -> Void

  private static let plan: [Change] = [
    { $0.seed = 99 }, { $0.pool = 61 }, { $0.shape.height = 33 }, { $0.shape.width = 34 }, { $0.shape.channels = 1 },
    { $0.samplesPerPixel = 5 }, { $0.drawing = .patches }, { $0.genomes[0].weight = 2 },
    { $0.genomes.append($0.genomes[0]) }, { $0.genomes[0].gates = .open }, { $0.leastDistance = 21 },
    { $0.keepsMirrored = true }, { $0.method = .stream(kept: 10) }, { $0.method = .stream(kept: 11) },
    { $0.method = .islands(2, kept: 10) }, { $0.method = .islands(3, kept: 10) },
    { $0.background.black = 4 }, { $0.background.solid = 4 }, { $0.background.gradient = 4 },
    { $0.background.noise = 4 }, { $0.framing.zoom = 1...2 }, { $0.framing.zoom = 0.5...1 },
    { $0.framing.rotation = 0...9 }, { $0.framing.rotation = -9...0 },
  ]

  private static let gates: [@Sendable (inout Gates) -> Void] = [
    { $0.minimumExtent = 0.02 }, { $0.minimumAspect = 0.2 }, { $0.fill = 0.1...0.81 }, { $0.fill = 0.11...0.8 },
    { $0.maximumInterior = 0.3 }, { $0.detail = 0.035...0.2 }, { $0.detail = 0.03...0.12 },
    { $0.maximumFlatness = 0.3 }, { $0.maximumEvenness = 0.9 }, { $0.minimumOccupied = 0.2 },
    { $0.maximumDots = 0.3 }, { $0.minimumEntropy = 0.1 }, { $0.edges = 0.03...0.8 }, { $0.edges = 0.02...0.7 },
  ]

  private static let colouring: [@Sendable (inout ColouringLaw) -> Void] = [
    { $0.density = 3 }, { $0.coordinate = 3 }, { $0.trap = 3 }, { $0.flat = 3 }, { $0.exposure = 3...50 },
    { $0.exposure = 2...60 }, { $0.gamma = 1...3 }, { $0.gamma = 0.9...2 }, { $0.vibrancy = 0.5...1 },
    { $0.vibrancy = 0.4...0.9 }, { $0.highlights = 0...0.5 }, { $0.highlights = 0.1...0.4 },
    { $0.smoothing.toggle() }, { $0.palettes = PaletteWeights([.glow: 1]) },
  ]

  private static let laws: [Change] = [
    { $0.genomes[0].law = .andersonFarrell(try AndersonFarrellLaw(mapCount: 2...7)) },
    { $0.genomes[0].law = .andersonFarrell(try AndersonFarrellLaw(mapCount: 3...8)) },
    { $0.genomes[0].law = .wide(try WideLaw()) }, { $0.genomes[0].law = .wide(try WideLaw(mapCount: 3...5)) },
    { $0.genomes[0].law = .wide(try WideLaw(symmetry: 0.9)) },
    { $0.genomes[0].law = .wide(try WideLaw(finalMap: 0.9)) },
    { $0.genomes[0].law = .flame(try FlameLaw()) }, { $0.genomes[0].law = .flame(try FlameLaw(mapCount: 3...5)) },
    { $0.genomes[0].law = .flame(try FlameLaw(variationCount: 2...3)) },
    { $0.genomes[0].law = .flame(try FlameLaw(symmetry: 0.9)) },
    { $0.genomes[0].law = .flame(try FlameLaw(finalMap: 0.9)) },
    { $0.genomes[0].law = .flame(try FlameLaw(postMap: 0.9)) },
    { $0.genomes[0].law = .flame(try FlameLaw(xaos: 0.9)) },
    { $0.genomes[0].law = .fractalDB(try FractalDBLaw()) },
    { $0.genomes[0].law = .fractalDB(try FractalDBLaw(mapCount: 3...4)) },
    { $0.genomes[0].law = .fractalDB(try FractalDBLaw(instances: 7)) },
    { $0.genomes[0].law = .fractalDB(try FractalDBLaw(fill: 0.33)) },
    { $0.genomes[0].law = .escapeTime(try EscapeTimeLaw()) },
    { $0.genomes[0].law = .escapeTime(try EscapeTimeLaw(powers: 2...3)) },
    { $0.genomes[0].law = .escapeTime(try EscapeTimeLaw(julia: 0.9)) },
    { $0.genomes[0].law = .escapeTime(try EscapeTimeLaw(traps: [.circle])) },
    { $0.genomes[0].law = .escapeTime(try EscapeTimeLaw(iterations: 77)) },
    { $0.genomes[0].law = .escapeTime(try EscapeTimeLaw(zooms: 0...1)) },
    { $0.genomes[0].law = .escapeTime(try EscapeTimeLaw(grid: 1)) },
  ]

  /// Every value of every part, one at a time; that none is left out is for who adds one to see to.
  @Test func thePlansHashKnowsEveryValue() throws {
    var changes = Self.plan + Self.laws
    for change in Self.gates {
      changes += [
        { change(&$0.gates) }, { change(&$0.flameGates) },
        {
          $0.genomes[0].gates = $0.gates; change(&$0.genomes[0].gates!)
        },
      ]
    }
    for change in Self.colouring { changes += [{ change(&$0.colouring) }, { change(&$0.flameColouring) }] }
    let base = try SearchTests.plan()
    var hashes: [SHA256Digest: Int] = [base.hash: -1]
    for (number, change) in changes.enumerated() {
      var plan = base
      try change(&plan)
      #expect(plan != base)
      // A law's own gates and its family's are the same to the only law that there is.
      let known = hashes.updateValue(number, forKey: plan.hash)
      #expect(known == nil, "the changes \(known ?? 0) and \(number)")
    }
  }

  /// Else what one version judged would be mixed with what another does.
  @Test func theFingerprintHoldsAnEmbeddingOfEveryLaw() throws {
    var scratch = Thumbnail.Scratch()
    for law in GenomeLaw.names.compactMap(GenomeLaw.init(named:)) {
      let plan = SearchPlan(
        seed: 1, pool: 100, shape: PixelShape(height: 64, width: 64), samplesPerPixel: 1,
        genomes: [WeightedLaw(law: law)])
      let first = (0..<plan.pool).lazy.compactMap { number in
        try? Proposal(number, of: plan, instructionSet: .baseline).embedding(&scratch)
      }.first
      let embedding = try #require(first)
      #expect(!SearchFingerprint.bytes.ranges(of: embedding).isEmpty, "\(law.name)")
    }
  }
}
