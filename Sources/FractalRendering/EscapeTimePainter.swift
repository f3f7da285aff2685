internal import FractalCore
internal import IFS

/// Paints an escape-time fractal over a background.
///
/// Each sample shines with a brightness in a colour of the palette. With r the rank of its trap distance among the window's and q
/// that of its smooth count, density is (1 - r)^4 where the trap lights and q^4 where the count does; the tone map's formula
/// makes it brightness. By mode, light and colour come from:
///
/// - `trap`: the trap, the trap;
/// - `coordinate`: the trap, the count;
/// - `density`: the count, the count.
///
/// What never escapes has no count: there the trap gives both.
///
/// A pixel is the mean of its samples in linear light.
struct EscapeTimePainter {
  private let fractal: EscapeTime
  private let colouring: Colouring
  private let ranks: EscapeTimeRanks
  private let field: EscapeTimeField
  private let grid: Int
  /// Brightness and whitening by 1 - r or q, in steps of a 1,024th.
  private let levels: [SIMD2<Float>]
  private let colours: [SIMD3<Float>]

  init(_ fractal: EscapeTime, _ spec: AssetSpec, grid: Int, instructionSet: InstructionSet) {
    (self.fractal, colouring, self.grid) = (fractal, spec.colouring, grid)
    ranks = EscapeTimeRanks(fractal, framing: spec.framing, instructionSet: instructionSet)
    field = EscapeTimeField(
      fractal, framing: spec.framing, height: spec.shape.height, width: spec.shape.width, grid: grid,
      instructionSet: instructionSet)
    let colouring = spec.colouring
    let exponent = 1 / Double(colouring.gamma)
    let toUnit = 1 / ElementaryFunctions.log(1 + Double(colouring.exposure))
    levels = (0...1024).map { step in
      let nearness = Double(step) / 1024
      let density = nearness * nearness * (nearness * nearness)
      let level = ElementaryFunctions.log(1 + Double(colouring.exposure) * density) * toUnit
      return SIMD2(Float(ElementaryFunctions.pow(level, exponent)), colouring.whitening(level: Float(level * 1.3)))
    }
    colours = colouring.lightTable(count: 1024)
  }

  /// Paints over height x width x 3 bytes of sRGB.
  ///
  /// - Parameter scratch: memory that is reused.
  /// - Returns: the share of samples that escaped.
  func paint(
    _ scratch: inout EscapeTimeField.Samples, onto pixels: UnsafeMutableBufferPointer<UInt8>
  ) -> Double {
    let (width, rows) = (field.width / grid, field.rows / grid)
    precondition(pixels.count == width * rows * 3)
    var escaped = 0
    // A band of rows at a time, so that the samples stay within the cache.
    let band = max(1, min(rows, 16_384 / (field.columns * grid)))
    for first in stride(from: 0, to: rows, by: band) {
      let last = min(rows, first + band)
      field.compute(first * grid..<last * grid, into: &scratch)
      for row in first..<last {
        escaped += paintRow(row, samplesFrom: (row - first) * grid * field.columns, of: scratch, onto: pixels)
      }
    }
    return Double(escaped) / Double(field.width * field.rows)
  }

  private func paintRow(
    _ row: Int, samplesFrom first: Int, of samples: EscapeTimeField.Samples,
    onto pixels: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    let width = field.width / grid
    let share = 1 / Float(grid * grid)
    var escaped = 0
    samples.counts.withUnsafeBufferPointer { counts in
      samples.norms.withUnsafeBufferPointer { norms in
        samples.distances.withUnsafeBufferPointer { distances in
          for column in 0..<width {
            var light = SIMD4<Float>.zero
            for down in 0..<grid {
              let start = first &+ down &* field.columns &+ column &* grid
              for place in start..<start &+ grid {
                if counts[place] >= 0 { escaped &+= 1 }
                light += shine(count: counts[place], norm: norms[place], distance: distances[place])
              }
            }
            mix(light * share, into: pixels, at: 3 &* (row &* width &+ column))
          }
        }
      }
    }
    return escaped
  }

  /// A sample's light: its colour times its brightness, and the brightness.
  @inline(__always)
  private func shine(count: Float, norm: Float, distance: Float) -> SIMD4<Float> {
    let isInside = count < 0
    let lit: Float
    let hue: Float
    switch colouring.mode {
    case .density, .flat:
      lit = isInside ? 1 - ranks.distance(distance) : ranks.count(ranks.smooth(count: count, norm: norm))
      hue = lit
    case .trap:
      lit = 1 - ranks.distance(distance)
      hue = lit
    case .coordinate:
      lit = 1 - ranks.distance(distance)
      hue = isInside ? lit : ranks.count(ranks.smooth(count: count, norm: norm))
    }
    let level = levels.withUnsafeBufferPointer { $0[Int(lit * 1024)] }
    let plain = colours.withUnsafeBufferPointer { $0[Int(hue * 1023)] }
    return SIMD4(plain + (1 - plain) * level.y, 1) * level.x
  }

  @inline(__always)
  private func mix(_ light: SIMD4<Float>, into pixels: UnsafeMutableBufferPointer<UInt8>, at first: Int) {
    let behind = SIMD3(
      SRGB.linear[Int(pixels[first])], SRGB.linear[Int(pixels[first &+ 1])], SRGB.linear[Int(pixels[first &+ 2])])
    let mixed = SRGB.encode(behind * (1 - light.w) + SIMD3(light.x, light.y, light.z))
    pixels[first] = mixed.x
    pixels[first &+ 1] = mixed.y
    pixels[first &+ 2] = mixed.z
  }
}
