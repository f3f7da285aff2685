import FractalCore
import FractalRendering
import IFS

/// Images a second of the renderer alone: 256 px, the backgrounds and colourings of `demo`.
///
/// The points alone are the floor: what the rest (clearing, background, tone mapping) costs is the ratio to it.
struct RenderGroup {
  let effort: Effort

  private static let side = 256

  func rows() throws -> [Row] {
    var rows: [Row] = []
    for points in Material.pointCounts {
      let text = Material.text(points: points)
      let specifications = try Material.specifications(
        side: Self.side, points: points, count: effort.size(64, quick: 16))
      let units = Double(specifications.count)
      let floor = Row(
        .render, "points alone, \(text)", unit: "images/s", effort.rates(units: units) { play(specifications) })
      var renderer = Renderer()
      let whole = try effort.rates(units: units) {
        for specification in specifications { _ = try renderer.render(specification) }
      }
      rows += [floor, Row(.render, "256 px, \(text) points", unit: "images/s", whole, comparedWith: floor)]
    }
    return rows
  }

  private func play(_ specifications: [AssetSpec]) {
    let count = ChaosGame.cellCount(height: Self.side, width: Self.side)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { cells in
      cells.initialize(repeating: 0)
      for specification in specifications {
        guard case .affine(let system) = specification.genome else { continue }
        ChaosGame(
          system, framing: specification.framing, height: Self.side, width: Self.side, seed: specification.seed
        ).colour(points: specification.pointCount, into: cells)
      }
    }
  }
}
