internal import CKernels
internal import FractalCore

/// Log-density tone mapping: how bright so many hits are.
///
/// With d the hits of a pixel over the hits that each would have if all were hit alike, brightness is
/// (log(1 + exposure d) / log(1 + exposure d_white))^(1 / gamma), at most 1, where d_white is the density that 995 of
/// 1,000 occupied pixels do not exceed. What is denser goes on towards white; see ``Colouring/highlights``. Densities, not
/// hits, make a picture keep its look when it takes more samples. Below one point, which only smoothing leaves, brightness
/// is in proportion to the logarithm. Hits are put into bins of a 512th of an octave, which share one brightness.
///
/// Source of log-density display: Draves and Reckase, "The fractal flame algorithm", 2003.
struct ToneMap {
  let colouring: Colouring
  let samplesPerPixel: Float
  /// The value of one point in the cells' hits: more than 1 in smoothed cells.
  var unit = 1

  /// Memory that is reused: the pixels that were hit, and how many fall into each bin.
  struct Scratch {
    fileprivate var lit: [ck_lit_pixel] = []
    fileprivate var bins: [Int32] = []

    /// Makes room for a picture and forgets the last one's counts.
    fileprivate mutating func prepare(pixels: Int) {
      if lit.count < pixels { lit = Array(repeating: ck_lit_pixel(), count: pixels) }
      if bins.isEmpty {
        bins = Array(repeating: 0, count: Int(CK_TONE_BINS))
      } else {
        bins.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
      }
    }
  }

  /// Takes a row's number and its coloured cells, which stand there until it returns.
  typealias RowTaker = (_ row: Int, _ cells: UnsafePointer<UInt64>) -> Void

  /// Lays the hits of coloured cells over a background as light.
  ///
  /// - Parameters:
  ///   - scratch: memory that is reused.
  ///   - pixels: height x width x 3 bytes of sRGB, read as the background and written as the picture.
  ///   - rows: hands on all rows of `width` cells, in order.
  /// - Returns: how many pixels were hit.
  func develop(
    height: Int, width: Int, scratch: inout Scratch, onto pixels: UnsafeMutableBufferPointer<UInt8>,
    instructionSet: InstructionSet = .best, rows: (RowTaker) -> Void
  ) -> Int {
    precondition(pixels.count == height * width * 3)
    scratch.prepare(pixels: height * width)
    let kernels = instructionSet.kernels
    var count = 0
    scratch.lit.withUnsafeMutableBufferPointer { lit in
      scratch.bins.withUnsafeMutableBufferPointer { bins in
        rows { row, cells in
          count += kernels.pointee.tone.list_row(
            cells, width, UInt32(row * width), lit.baseAddress.map { $0 + count }, bins.baseAddress)
        }
      }
    }
    guard let levels = levels(ofBins: scratch.bins, occupied: count, kernels) else { return 0 }
    light(scratch.lit, count: count, levels, kernels, onto: pixels)
    return count
  }

  /// Maps (height + 2) x (width + 2) cells as a game leaves them, with their border.
  func develop(
    _ cells: UnsafeBufferPointer<UInt64>, height: Int, width: Int, scratch: inout Scratch,
    onto pixels: UnsafeMutableBufferPointer<UInt8>, instructionSet: InstructionSet = .best
  ) -> Int {
    precondition(cells.count == ChaosGame.cellCount(height: height, width: width))
    return develop(height: height, width: width, scratch: &scratch, onto: pixels, instructionSet: instructionSet) {
      take in
      guard let first = cells.baseAddress else { return }
      for row in 0..<height { take(row, first + (row + 1) * (width + 2) + 1) }
    }
  }

  /// The brightness, in 0...1, of each bin that occurs, and how far it goes towards white; nil if none occurs.
  private func levels(ofBins bins: [Int32], occupied: Int, _ kernels: UnsafePointer<ck_kernels>) -> [SIMD2<Float>]? {
    guard let last = bins.lastIndex(where: { $0 > 0 }) else { return nil }
    if colouring.mode == .flat { return [SIMD2<Float>](repeating: SIMD2(1, 0), count: last + 1) }
    let densityOfHit = Double(colouring.exposure) / Double(samplesPerPixel)
    func logarithm(_ bin: Int32) -> Double {
      ElementaryFunctions.log(1 + densityOfHit * Double(ck_tone_least_hits(bin)))
    }
    // The white point: the bin that all but 5 of 1,000 occupied pixels do not exceed.
    var white = last
    var above = Int(bins[white])
    while above <= occupied / 200 {
      white -= 1
      above += Int(bins[white])
    }
    let toUnit = 1 / logarithm(Int32(white))
    let exponent = 1 / Double(colouring.gamma)
    // Below one point after smoothing, brightness falls linearly to 0: gamma would lift each kernel's rim.
    let onePoint = Int(ck_tone_bin(UInt32(unit)))
    let rim = onePoint < white ? logarithm(Int32(onePoint)) * toUnit : 1
    var curve = ck_tone_curve(
      density_of_hit: densityOfHit, to_unit: toUnit, exponent: exponent,
      rim_slope: ElementaryFunctions.pow(rim, exponent) / rim, white: Int32(white), one_point: Int32(onePoint),
      highlights: colouring.highlights)
    let occurring: [Int32] = (0...last).lazy.filter { bins[$0] > 0 }.map { Int32($0) }
    var levels = [SIMD2<Float>](repeating: .zero, count: last + 1)
    levels.withUnsafeMutableBytes { levels in
      kernels.pointee.tone.levels(
        &curve, occurring, occurring.count, levels.assumingMemoryBound(to: (Float, Float).self).baseAddress)
    }
    return levels
  }

  /// Mixes each lit pixel's colour into the background by its brightness, in linear light.
  private func light(
    _ lit: [ck_lit_pixel], count: Int, _ levels: [SIMD2<Float>], _ kernels: UnsafePointer<ck_kernels>,
    onto pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let byBin = colouring.mode == .density || colouring.mode == .flat
    let palette = colouring.lightTable(count: 256).map { SIMD4($0, 0) }
    levels.withUnsafeBytes { levels in
      palette.withUnsafeBytes { palette in
        SRGB.linear.withUnsafeBufferPointer { linear in
          SRGB.encoded.withUnsafeBufferPointer { encoded in
            var tables = ck_tone_tables(
              levels: levels.assumingMemoryBound(to: (Float, Float).self).baseAddress,
              palette: palette.assumingMemoryBound(to: (Float, Float, Float, Float).self).baseAddress,
              linear: linear.baseAddress, encoded: encoded.baseAddress)
            kernels.pointee.tone.light(lit, count, &tables, byBin, pixels.baseAddress)
          }
        }
      }
    }
  }
}
