public import FractalCore
public import IFS

/// A small look at a window of an escape-time fractal, by which it is judged and compared.
public struct EscapeTimePreview: Sendable {
  /// Pixels a side, of one sample each.
  public static let side = 64

  /// The share of samples that never escape.
  public let interior: Double
  /// The mean difference of neighbours, of the ranks of trap distance and of count: 0 is flat, 1/3 is noise.
  public let detail: Double
  /// The share of 8 x 8 blocks in which neither trap nor count changes by as much as a 20th of all ranks.
  public let flatness: Double
  /// How bright each pixel is by trap and count alike, 0...1, row by row: for gates, which know no colouring.
  public let brightness: [Float]

  private let trap: [Float]
  private let count: [Float]

  /// Looks at a window.
  public init(_ fractal: EscapeTime, framing: Framing, instructionSet: InstructionSet = .best) {
    let side = Self.side
    let samples = EscapeTimeField(
      fractal, framing: framing, height: side, width: side, instructionSet: instructionSet
    ).samples()
    let ranks = EscapeTimeRanks(samples, power: fractal.power)
    let trap = samples.distances.map { 1 - ranks.distance($0) }
    let count = samples.counts.indices.map { place in
      samples.counts[place] < 0
        ? 1 : ranks.count(ranks.smooth(count: samples.counts[place], norm: samples.norms[place]))
    }
    interior = Double(samples.counts.count(where: { $0 < 0 })) / Double(side * side)
    detail = (Self.roughness(trap) + Self.roughness(count)) / 2
    flatness = Self.flatness(trap, count)
    brightness = zip(trap, count).map { trap, count in (trap * trap + count * count) / 2 }
    self.trap = trap
    // A sample that never escapes has no count: there the trap gives the light.
    self.count = count.indices.map { samples.counts[$0] < 0 ? trap[$0] : count[$0] }
  }

  /// How near each pixel is to full light in a mode, 0...1, row by row: what its painter raises to the fourth power.
  public func nearness(_ mode: Colouring.Mode) -> [Float] {
    switch mode {
    case .trap, .coordinate: trap
    case .density, .flat: count
    }
  }

  private static func roughness(_ field: [Float]) -> Double {
    var sum: Float = 0
    for row in 0..<side {
      for column in 0..<side {
        let here = field[row * side + column]
        if column + 1 < side { sum += abs(here - field[row * side + column + 1]) }
        if row + 1 < side { sum += abs(here - field[(row + 1) * side + column]) }
      }
    }
    return Double(sum) / Double(2 * side * (side - 1))
  }

  private static func flatness(_ fields: [Float]...) -> Double {
    let (block, blocks) = (8, side / 8)
    var flat = 0
    for row in 0..<blocks {
      for column in 0..<blocks {
        let isFlat = fields.allSatisfy { field in
          var (low, high) = (Float.infinity, -Float.infinity)
          for place in 0..<block * block {
            let value = field[(row * block + place / block) * side + column * block + place % block]
            (low, high) = (min(low, value), max(high, value))
          }
          return high - low < 0.05
        }
        if isFlat { flat += 1 }
      }
    }
    return Double(flat) / Double(blocks * blocks)
  }
}
