import FractalCore
import FractalRendering
import FractalSearch
import Presets

/// What is measured on: specifications of the affine part of the preset `demo`, in another size and with other numbers of points.
enum Material {
  /// The points of the two kinds of pictures: the usual number, and one whose picture of the attractor is good.
  static let pointCounts = [100_000, 2_000_000]

  /// 100000 as `100 k`, 2000000 as `2 M`.
  static func text(points: Int) -> String { points < 1_000_000 ? "\(points / 1000) k" : "\(points / 1_000_000) M" }

  /// How many proposals there are for each picture.
  enum Choice: String {
    /// Hardly more than pictures: what the gates refuse is made up for, and near-duplicates stay.
    case none = "sample to store"
    /// Four.
    case ofFour = "search of 4x to store"
  }

  /// The plan of `demo` for pictures of `side` with `points` points each.
  static func plan(side: Int, points: Int, count: Int, choice: Choice = .ofFour) throws -> SearchPlan {
    var plan = try PresetLibrary.generation("demo").plan
    // Affine systems alone: the figures are points of the chaos game.
    plan.genomes = plan.genomes.filter { $0.law.name == "anderson-farrell" }
    plan.pool = choice == .none ? count + count / 10 + 16 : 4 * count
    if choice == .none { plan.leastDistance = 0 }
    plan.shape = PixelShape(height: side, width: side)
    plan.samplesPerPixel = Float(Double(points) / Double(plan.shape.pixelCount))
    return plan
  }

  /// The first `count` specifications of that plan's catalog.
  static func specifications(side: Int, points: Int, count: Int) throws -> [AssetSpec] {
    try Search.run(plan(side: side, points: points, count: count), count: count, threads: 1).catalog.specifications
  }

  /// The first `count` escape-time fractals of `demo`, in another size.
  static func escapeTime(side: Int, count: Int) throws -> [AssetSpec] {
    var plan = try PresetLibrary.generation("demo").plan
    plan.genomes = plan.genomes.filter { $0.law.name == "escape-time" }
    plan.pool = 8 * count
    plan.shape = PixelShape(height: side, width: side)
    return try Search.run(plan, count: count, threads: 1).catalog.specifications
  }

  /// Fractals over their backgrounds, with points enough to look like pictures.
  static func pictures(side: Int, count: Int) throws -> [Picture] {
    var renderer = Renderer()
    return try specifications(side: side, points: 32 * side * side, count: count)
      .map { try renderer.render($0).picture }
  }
}
