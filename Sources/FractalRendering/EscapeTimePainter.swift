internal import CKernels
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
/// A sample that never escapes has no count: there the trap gives both.
///
/// A pixel is the mean of its samples in linear light.
struct EscapeTimePainter {
  private let light: ck_escape_light
  private let instructionSet: InstructionSet
  private let ranks: EscapeTimeRanks
  private let field: EscapeTimeField
  private let grid: Int
  /// Brightness and whitening by 1 - r or q, in steps of a 1,024th.
  private let levels: [SIMD2<Float>]
  private let colours: [SIMD4<Float>]

  init(_ fractal: EscapeTime, _ spec: AssetSpec, grid: Int, instructionSet: InstructionSet) {
    self.grid = grid
    self.instructionSet = instructionSet
    light =
      switch spec.colouring.mode {
      case .trap: CK_LIGHT_TRAP
      case .coordinate: CK_LIGHT_BY_COUNT
      case .density, .flat: CK_LIGHT_COUNT
      }
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
    colours = colouring.lightTable(count: 1024).map { SIMD4($0, 0) }
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
    return withTables { tables in
      samples.counts.withUnsafeBufferPointer { counts in
        samples.norms.withUnsafeBufferPointer { norms in
          samples.distances.withUnsafeBufferPointer { distances in
            guard let counts = counts.baseAddress, let norms = norms.baseAddress,
              let distances = distances.baseAddress, let pixels = pixels.baseAddress
            else { return 0 }
            return instructionSet.kernels.pointee.escape_light_row(
              tables, counts + first, norms + first, distances + first, field.columns, grid, width,
              pixels + 3 * row * width)
          }
        }
      }
    }
  }

  private func withTables(_ body: (UnsafePointer<ck_escape_tables>) -> Int) -> Int {
    levels.withUnsafeBytes { levels in
      colours.withUnsafeBytes { colours in
        var tables = ck_escape_tables()
        tables.light = Int32(light.rawValue)
        tables.fraction_count = Int32(ranks.smooth.fractions.count)
        tables.levels = levels.assumingMemoryBound(to: (Float, Float).self).baseAddress
        tables.colours = colours.assumingMemoryBound(to: (Float, Float, Float, Float).self).baseAddress
        return ranks.distance.below.withUnsafeBufferPointer { distances in
          ranks.count.below.withUnsafeBufferPointer { counts in
            ranks.smooth.fractions.withUnsafeBufferPointer { fractions in
              SRGB.linear.withUnsafeBufferPointer { linear in
                SRGB.encoded.withUnsafeBufferPointer { encoded in
                  tables.distance_ranks = distances.baseAddress
                  tables.count_ranks = counts.baseAddress
                  tables.fractions = fractions.baseAddress
                  tables.linear = linear.baseAddress
                  tables.encoded = encoded.baseAddress
                  return body(&tables)
                }
              }
            }
          }
        }
      }
    }
  }
}
