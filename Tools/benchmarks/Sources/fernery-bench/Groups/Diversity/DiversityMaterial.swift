import Foundation
import FractalCore
import FractalRendering
import FractalSearch
import IFS
import Presets

/// What diversity is compared on: laws, gates and the way pictures are drawn for the judges.
struct DiversityMaterial {
  /// Pixels a side of what the judges see.
  static let side = 64
  /// Calibration draws have seeds from here on, which no judged set has.
  private static let calibrationSeed: UInt64 = 900_000

  let name: String
  /// A plan whose seed and pool do not matter yet.
  private let plan: SearchPlan
  /// Whether judges see white light on black, so that all differences are those of fractals, and not palettes and backgrounds.
  private let isWhite: Bool

  /// The materials of the group: Anderson and Farrell's law alone, and the families of `ipmix` in white and as they are.
  static func all() throws -> [DiversityMaterial] {
    var plan = try PresetLibrary.generation("ipmix").plan
    plan.shape = PixelShape(height: side, width: side)
    plan.samplesPerPixel = 64
    var affine = plan
    affine.genomes = plan.genomes.filter { $0.law.name == "anderson-farrell" }
    return [
      DiversityMaterial(name: "anderson-farrell", plan: affine, isWhite: true),
      DiversityMaterial(name: "ipmix, white", plan: plan, isWhite: true),
      DiversityMaterial(name: "ipmix, coloured", plan: plan, isWhite: false),
    ]
  }

  /// Whether FractalDB's filter can be compared with: it judges affine systems alone.
  var hasFractalDB: Bool { plan.genomes.allSatisfy { $0.law.family == .affine } }

  /// What a search of so many proposals selects.
  func searched(_ count: Int, pool: Int, seed: UInt64) throws -> [AssetSpec] {
    try Search.run(of(plan, pool: pool, seed: seed), count: count, threads: 1).catalog.specifications
  }

  /// The first fresh draws that pass the gates; none of them are in the pool of a search.
  func passing(_ count: Int, seed: UInt64) throws -> [AssetSpec] {
    try Search.sample(of(plan, pool: 100 * count, seed: 1000 + seed), count: count)
  }

  /// Whether laws have shares of a set, which differ from those of what passes the gates.
  var hasShares: Bool { plan.genomes.count > 1 }

  /// The same in a search's shares: of each law its first draws that pass, by its weight.
  func passingInShares(_ count: Int, seed: UInt64) throws -> [AssetSpec] {
    let total = plan.genomes.reduce(0) { $0 + $1.weight }
    return try plan.genomes.flatMap { share in
      var plan = of(plan, pool: 100 * count, seed: 1000 + seed)
      plan.genomes = [share]
      return try Search.sample(plan, count: Int(Double(count) * share.weight / total))
    }
  }

  /// The first fresh draws of the laws, whatever they look like, if only they contract to more than a point.
  func drawn(_ count: Int, seed: UInt64) throws -> [AssetSpec] {
    var plan = of(plan, pool: 100 * count, seed: 2000 + seed)
    (plan.gates, plan.flameGates) = (.open, .open)
    return try Search.sample(plan, count: count)
  }

  /// The first draws that pass FractalDB's filter.
  func fractalDB(_ count: Int, seed: UInt64) throws -> [AssetSpec] {
    var plan = of(plan, pool: 1000 * count, seed: 3000 + seed)
    plan.genomes = [WeightedLaw(law: .fractalDB(try FractalDBLaw(instances: 1)))]
    plan.gates = .open
    return try Search.sample(plan, count: count)
  }

  /// Random draws that pass the gates, by which the judges are calibrated.
  func calibration(_ count: Int) throws -> [AssetSpec] { try passing(count, seed: Self.calibrationSeed) }

  /// Fractals, and the same drawn again, turned by 4 degrees and magnified by 1.05: what a near-duplicate is.
  func duplicates(_ count: Int) throws -> (plain: [AssetSpec], varied: [AssetSpec]) {
    let plain = try passing(count, seed: Self.calibrationSeed + 1)
    let varied = plain.map { original in
      var other = original
      other.framing.rotation += 4 * Float.pi / 180
      other.framing.radius /= 1.05
      other.seed = ~original.seed
      return other
    }
    return (plain, varied)
  }

  /// Pictures one after another, of ``side`` squared pixels of 3 bytes.
  func pixels(of specifications: [AssetSpec]) throws -> Data {
    var renderer = Renderer()
    var data = Data()
    for specification in specifications {
      data.append(contentsOf: try renderer.render(isWhite ? Self.white(specification) : specification).picture.pixels)
    }
    return data
  }

  private func of(_ plan: SearchPlan, pool: Int, seed: UInt64) -> SearchPlan {
    var plan = plan
    (plan.pool, plan.seed) = (pool, seed)
    return plan
  }

  private static func white(_ subject: AssetSpec) -> AssetSpec {
    let white = OKLab(lightness: 1, a: 0, b: 0)
    var specification = subject
    specification.background = .black
    specification.drawing = .points
    let mode = subject.genome.family == .escapeTime ? subject.colouring.mode : .coordinate
    specification.colouring = Colouring(mode: mode, palette: Palette(stops: [white, white]), exposure: 12)
    return specification
  }
}
