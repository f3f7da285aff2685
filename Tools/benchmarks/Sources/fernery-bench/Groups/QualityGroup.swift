import Foundation
import FractalCore
import FractalRendering
import IFS

/// How good a picture so many samples per pixel give: its PSNR against one of 4 G points, for anderson-farrell systems at 256 px.
///
/// Pictures are white on black at exposure 12 and gamma 2, plain and smoothed, as the renderer makes them. The reference is restated
/// here from counts: log-density over that of the white point, which all but 5 of 1,000 hit pixels do not exceed.
struct QualityGroup {
  let effort: Effort

  private static let side = 256
  private static let exposure = 12.0
  private static let gamma = 2.0
  private static let samples: [Float] = [1.5, 4, 8, 10, 12, 14, 16, 20, 24, 32, 64]

  func rows() throws -> [Row] {
    let subjects = try Material.specifications(side: Self.side, points: 100_000, count: effort.size(24, quick: 6))
      .filter { $0.genome.family == .affine }
    let games = effort.size(16, quick: 1)
    let references = subjects.map { reference($0, games: games) }
    var rows: [Row] = []
    for smoothing in [false, true] {
      let name = smoothing ? "smoothed" : "plain"
      var medians: [(samples: Double, decibels: Double)] = []
      var renderer = Renderer()
      for samples in Self.samples {
        let figures = try zip(subjects, references).map { subject, reference in
          let picture = try renderer.render(white(subject, samples, smoothing)).picture
          return Self.psnr(stride(from: 0, to: picture.pixels.count, by: 3).map { picture.pixels[$0] }, reference)
        }
        let row = Row(.quality, "\(name), \(String(format: "%g", samples)) samples/px", unit: "dB", figures)
        medians.append((Double(samples), row.median))
        rows.append(row)
      }
      rows.append(Row(.quality, "\(name), where the median passes 35 dB", unit: "samples/px", [Self.crossing(medians)]))
    }
    return rows
  }

  private func white(_ subject: AssetSpec, _ samples: Float, _ smoothing: Bool) -> AssetSpec {
    let white = OKLab(lightness: 1, a: 0, b: 0)
    var spec = subject
    spec.background = .black
    spec.samplesPerPixel = samples
    spec.colouring = Colouring(
      mode: .coordinate, palette: Palette(stops: [white, white]), exposure: Float(Self.exposure), gamma: Float(Self.gamma),
      smoothing: smoothing)
    return spec
  }

  /// The bytes of a picture of `games` x 2^28 points.
  private func reference(_ subject: AssetSpec, games: Int) -> [UInt8] {
    guard case .affine(let system) = subject.genome else { return [] }
    let side = Self.side
    let cells = ChaosGame.cellCount(height: side, width: side)
    var hits = [Double](repeating: 0, count: side * side)
    for game in 0..<games {
      var counts = [UInt32](repeating: 0, count: cells)
      counts.withUnsafeMutableBufferPointer {
        ChaosGame(system, framing: subject.framing, height: side, width: side, seed: UInt64(1000 + game))
          .count(points: ChaosGame.maximumPoints, into: $0)
      }
      for row in 0..<side {
        for column in 0..<side { hits[row * side + column] += Double(counts[(row + 1) * (side + 2) + column + 1]) }
      }
    }
    let perPixel = Double(games) * Double(ChaosGame.maximumPoints) / Double(side * side)
    let levels = hits.map { log(1 + Self.exposure * $0 / perPixel) }
    let occupied = levels.filter { $0 > 0 }.sorted()
    let white = occupied[occupied.count - 1 - occupied.count / 200]
    return levels.map { level in
      let light = pow(min(1, level / white), 1 / Self.gamma)
      return UInt8((light <= 0.003_130_8 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055) * 255 + 0.5)
    }
  }

  private static func psnr(_ bytes: [UInt8], _ reference: [UInt8]) -> Double {
    let sum = zip(bytes, reference).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
    return 10 * log10(255 * 255 * Double(bytes.count) / max(sum, 1))
  }

  /// Where the medians pass 35 dB, between two measured numbers by the logarithm; infinite if they do not.
  private static func crossing(_ medians: [(samples: Double, decibels: Double)]) -> Double {
    for (low, high) in zip(medians, medians.dropFirst()) where low.decibels < 35 && high.decibels >= 35 {
      let share = (35 - low.decibels) / (high.decibels - low.decibels)
      return exp(log(low.samples) + share * (log(high.samples) - log(low.samples)))
    }
    return .infinity
  }
}
