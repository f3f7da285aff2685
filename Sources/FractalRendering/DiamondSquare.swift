internal import FractalCore

/// A field of fractal noise by midpoint displacement on diamonds and squares in turn.
///
/// Every scale draws from a lane of its own, so that a finer field adds detail to a coarser one of the same seed.
///
/// Source: Fournier, Fussell, Carpenter, "Computer rendering of stochastic models", CACM 1982.
struct DiamondSquare {
  /// Nodes a side: a power of two and one more.
  let side: Int
  /// side x side heights, normalised to 0...1.
  let heights: [Float]

  /// The finest field that is computed; larger pictures interpolate it.
  static let largestSide = 129

  /// The field for pictures whose longer side is `pixels`.
  init(covering pixels: Int, roughness: Float, seed: UInt64) {
    var side = 3
    while side < Self.largestSide && side - 1 < pixels { side = (side - 1) * 2 + 1 }
    let stream = RandomStream(seed: seed, purpose: .backgroundNoise)
    var field = [Float](repeating: 0, count: side * side)
    var corners = stream.draws()
    for (row, column) in [(0, 0), (0, side - 1), (side - 1, 0), (side - 1, side - 1)] {
      field[row * side + column] = Self.displacement(&corners, 1)
    }
    field.withUnsafeMutableBufferPointer { field in
      var step = side - 1
      var amplitude: Float = 1
      var lane: UInt32 = 1
      while step > 1 {
        var draws = stream.draws(lane: lane)
        Self.diamonds(field, side: side, step: step, amplitude, &draws)
        Self.squares(field, side: side, step: step, amplitude, &draws)
        step /= 2
        amplitude *= roughness
        lane += 1
      }
    }
    let (low, high) = (field.min() ?? 0, field.max() ?? 1)
    let scale = high > low ? 1 / (high - low) : 0
    self.side = side
    heights = field.map { ($0 - low) * scale }
  }

  /// The centre of each square: the mean of its four corners, displaced.
  private static func diamonds(
    _ field: UnsafeMutableBufferPointer<Float>, side: Int, step: Int, _ amplitude: Float, _ draws: inout RandomDraws
  ) {
    let half = step / 2
    for row in stride(from: half, to: side, by: step) {
      for column in stride(from: half, to: side, by: step) {
        let (above, below) = ((row - half) * side + column, (row + half) * side + column)
        let sum = (field[above - half] + field[above + half]) + (field[below - half] + field[below + half])
        field[row * side + column] = sum * 0.25 + displacement(&draws, amplitude)
      }
    }
  }

  /// The middle of each edge: the mean of its two to four neighbours at distance `step / 2`, displaced.
  private static func squares(
    _ field: UnsafeMutableBufferPointer<Float>, side: Int, step: Int, _ amplitude: Float, _ draws: inout RandomDraws
  ) {
    let half = step / 2
    for row in stride(from: 0, to: side, by: half) {
      for column in stride(from: row % step == 0 ? half : 0, to: side, by: step) {
        let place = row * side + column
        var (sum, count): (Float, Float) = (0, 0)
        if row >= half { (sum, count) = (sum + field[place - half * side], count + 1) }
        if row + half < side { (sum, count) = (sum + field[place + half * side], count + 1) }
        if column >= half { (sum, count) = (sum + field[place - half], count + 1) }
        if column + half < side { (sum, count) = (sum + field[place + half], count + 1) }
        field[place] = sum / count + displacement(&draws, amplitude)
      }
    }
  }

  /// Uniform on (-amplitude, amplitude), from the upper 24 bits of one word.
  private static func displacement(_ draws: inout RandomDraws, _ amplitude: Float) -> Float {
    (Float(draws.word() &>> 8) * 0x1p-23 - 1) * amplitude
  }
}
