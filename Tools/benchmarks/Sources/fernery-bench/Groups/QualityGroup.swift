import Foundation
import FractalCore
import FractalRendering
import IFS

/// How good a picture so many samples per pixel give: its PSNR against one of 4 G points, for anderson-farrell systems at 256 px.
///
/// Rows named log-density compare log(1 + exposure d) over that of the white point, which all but 5 of 1,000 hit pixels do not exceed,
/// as bytes: the measure by which presets state their samples. Rows named picture compare white on black as the renderer makes it, with
/// gamma 2 and in sRGB, plain and smoothed: harder, because gamma lifts what is rarely hit.
struct QualityGroup {
  let effort: Effort

  private static let side = 256
  private static let exposure = 12.0
  private static let gamma = 2.0
  private static let samples: [Float] = [1.5, 4, 8, 10, 12, 14, 16, 18, 20, 24, 32, 64]

  func rows() throws -> [Row] {
    let subjects = try Material.specifications(side: Self.side, points: 100_000, count: effort.size(24, quick: 6))
    let games = effort.size(16, quick: 1)
    let points = games * ChaosGame.maximumPoints
    let references = subjects.map {
      levels(hits(of: $0, points: ChaosGame.maximumPoints, games: games), points: points)
    }
    let flat = references.map { $0.map(Self.byte) }
    let lit = references.map { $0.map { Self.encoded(pow($0, 1 / Self.gamma)) } }
    var renderer = Renderer()
    var rows = rows(named: "log-density", against: flat) { samples, index in
      let points = Int(Double(samples) * Double(Self.side * Self.side))
      return levels(hits(of: subjects[index], points: points, games: 1), points: points).map(Self.byte)
    }
    for smoothing in [false, true] {
      rows += try self.rows(named: "picture, \(smoothing ? "smoothed" : "plain")", against: lit) { samples, index in
        let pixels = try renderer.render(white(subjects[index], samples, smoothing)).picture.pixels
        return stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] }
      }
    }
    return rows
  }

  /// A row for each number of samples, and one for where the median passes 35 dB.
  private func rows(
    named name: String, against references: [[UInt8]], _ picture: (Float, Int) throws -> [UInt8]
  ) rethrows -> [Row] {
    var rows: [Row] = []
    for samples in Self.samples {
      let figures = try references.indices.map { Self.psnr(try picture(samples, $0), references[$0]) }
      rows.append(Row(.quality, "\(name), \(String(format: "%g", samples)) samples/px", unit: "dB", figures))
    }
    let medians = zip(Self.samples, rows).map { (samples: Double($0), decibels: $1.median) }
    if let crossing = Self.crossing(medians) {
      rows.append(Row(.quality, "\(name), where the median passes 35 dB", unit: "samples/px", [crossing]))
    }
    return rows
  }

  private func white(_ subject: AssetSpec, _ samples: Float, _ smoothing: Bool) -> AssetSpec {
    let white = OKLab(lightness: 1, a: 0, b: 0)
    var spec = subject
    spec.background = .black
    spec.samplesPerPixel = samples
    spec.colouring = Colouring(
      mode: .coordinate, palette: Palette(stops: [white, white]), exposure: Float(Self.exposure),
      gamma: Float(Self.gamma),
      smoothing: smoothing)
    return spec
  }

  /// The hits of each pixel in so many games of `points` points.
  private func hits(of subject: AssetSpec, points: Int, games: Int) -> [Double] {
    let side = Self.side
    var hits = [Double](repeating: 0, count: side * side)
    guard case .affine(let system) = subject.genome else { return hits }
    for number in 0..<games {
      var counts = [UInt32](repeating: 0, count: ChaosGame.cellCount(height: side, width: side))
      let seed = games > 1 ? UInt64(1000 + number) : subject.seed
      let game = ChaosGame(system, framing: subject.framing, height: side, width: side, seed: seed)
      counts.withUnsafeMutableBufferPointer { game.count(points: points, into: $0) }
      for row in 0..<side {
        for column in 0..<side { hits[row * side + column] += Double(counts[(row + 1) * (side + 2) + column + 1]) }
      }
    }
    return hits
  }

  /// The log-density of each pixel, the white point at 1.
  private func levels(_ hits: [Double], points: Int) -> [Double] {
    let perPixel = Double(points) / Double(Self.side * Self.side)
    let levels = hits.map { log(1 + Self.exposure * $0 / perPixel) }
    let occupied = levels.filter { $0 > 0 }.sorted()
    guard !occupied.isEmpty else { return levels }
    let white = occupied[occupied.count - 1 - occupied.count / 200]
    return levels.map { min(1, $0 / white) }
  }

  private static func byte(_ level: Double) -> UInt8 { UInt8(level * 255 + 0.5) }

  /// The sRGB byte of linear light.
  private static func encoded(_ light: Double) -> UInt8 {
    byte(light <= 0.003_130_8 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055)
  }

  private static func psnr(_ bytes: [UInt8], _ reference: [UInt8]) -> Double {
    let sum = zip(bytes, reference).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
    return 10 * log10(255 * 255 * Double(bytes.count) / max(sum, 1))
  }

  /// Where the medians pass 35 dB, between two measured numbers by the logarithm; nil if they do not.
  private static func crossing(_ medians: [(samples: Double, decibels: Double)]) -> Double? {
    for (low, high) in zip(medians, medians.dropFirst()) where low.decibels < 35 && high.decibels >= 35 {
      let share = (35 - low.decibels) / (high.decibels - low.decibels)
      return exp(log(low.samples) + share * (log(high.samples) - log(low.samples)))
    }
    return nil
  }
}
