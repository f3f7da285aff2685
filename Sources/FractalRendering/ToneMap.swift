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
  /// What one point is worth in the cells' hits: more than 1 in smoothed cells.
  var unit = 1

  /// A pixel that was hit: its place among the cells and in the picture.
  struct Occupied {
    var cell: UInt32
    var pixel: UInt32
  }

  /// The density that a bin stands for is that of its least number of hits.
  private enum Bin {
    /// Hits below 2^28 fall into 28 octaves of 512 bins.
    static let count = 28 * 512

    /// The upper bits of the hits' float32 form, which is logarithmic by pieces.
    @inline(__always)
    static func of(_ hits: UInt32) -> Int { Int(Float(hits).bitPattern &>> 14) &- Int(Float(1).bitPattern &>> 14) }

    static func leastHits(_ bin: Int) -> Float { Float(bitPattern: UInt32(bin + Int(Float(1).bitPattern >> 14)) << 14) }
  }

  /// Lays the hits of coloured cells over a background as light.
  ///
  /// - Parameters:
  ///   - cells: (height + 2) x (width + 2) coloured cells.
  ///   - scratch: memory for height x width places.
  ///   - pixels: height x width x 3 bytes of sRGB, read as the background and written as the picture.
  /// - Returns: how many pixels were hit.
  func develop(
    _ cells: [UInt64], height: Int, width: Int, scratch: inout [Occupied], onto pixels: inout [UInt8]
  ) -> Int {
    precondition(cells.count == (height + 2) * (width + 2) && pixels.count == height * width * 3)
    precondition(scratch.count >= height * width)
    return cells.withUnsafeBufferPointer { cells in
      scratch.withUnsafeMutableBufferPointer { scratch in
        let (count, bins) = collect(cells, height: height, width: width, into: scratch)
        let occupied = UnsafeBufferPointer(rebasing: scratch[..<count])
        guard let levels = levels(ofBins: bins, occupied: count) else { return 0 }
        pixels.withUnsafeMutableBufferPointer { light(occupied, of: cells, levels, onto: $0) }
        return count
      }
    }
  }

  /// Lists the occupied pixels and counts how many fall into each bin.
  private func collect(
    _ cells: UnsafeBufferPointer<UInt64>, height: Int, width: Int, into list: UnsafeMutableBufferPointer<Occupied>
  ) -> (count: Int, bins: [Int32]) {
    var bins = [Int32](repeating: 0, count: Bin.count)
    var count = 0
    bins.withUnsafeMutableBufferPointer { bins in
      for row in 0..<height {
        let (firstCell, firstPixel) = ((row + 1) * (width + 2) + 1, row * width)
        for column in 0..<width {
          let hits = ColouredCell.hits(cells[firstCell &+ column])
          guard hits > 0 else { continue }
          list[count] = Occupied(
            cell: UInt32(truncatingIfNeeded: firstCell &+ column),
            pixel: UInt32(truncatingIfNeeded: firstPixel &+ column))
          count &+= 1
          bins[Bin.of(hits)] &+= 1
        }
      }
    }
    return (count, bins)
  }

  /// The brightness, in 0...1, of each bin that occurs, and how far it goes towards white; nil if none occurs.
  private func levels(ofBins bins: [Int32], occupied: Int) -> [SIMD2<Float>]? {
    guard let last = bins.lastIndex(where: { $0 > 0 }) else { return nil }
    if colouring.mode == .flat { return [SIMD2<Float>](repeating: SIMD2(1, 0), count: last + 1) }
    let densityOfHit = Double(colouring.exposure) / Double(samplesPerPixel)
    func logarithm(_ bin: Int) -> Double {
      ElementaryFunctions.log(1 + densityOfHit * Double(Bin.leastHits(bin)))
    }
    // The white point: the bin that all but 5 of 1,000 occupied pixels do not exceed.
    var white = last
    var above = Int(bins[white])
    while above <= occupied / 200 {
      white -= 1
      above += Int(bins[white])
    }
    let toUnit = 1 / logarithm(white)
    let exponent = 1 / Double(colouring.gamma)
    // Where smoothing left less than one point, brightness falls straight to 0: gamma would lift each kernel's rim.
    let onePoint = Bin.of(UInt32(unit))
    let rim = onePoint < white ? logarithm(onePoint) * toUnit : 1
    let rimSlope = ElementaryFunctions.pow(rim, exponent) / rim
    return (0...last).map { bin in
      guard bins[bin] > 0 else { return .zero }
      let level = logarithm(bin) * toUnit
      let brightness: Float =
        if bin >= white {
          1
        } else if bin < onePoint {
          Float(level * rimSlope)
        } else {
          Float(ElementaryFunctions.pow(level, exponent))
        }
      return SIMD2(brightness, colouring.whitening(level: Float(level)))
    }
  }

  /// Mixes each occupied pixel's colour into the background by its brightness, in linear light.
  private func light(
    _ occupied: UnsafeBufferPointer<Occupied>, of cells: UnsafeBufferPointer<UInt64>, _ levels: [SIMD2<Float>],
    onto pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let byHits = colouring.mode == .density || colouring.mode == .flat
    let palette = colouring.lightTable(count: 256)
    palette.withUnsafeBufferPointer { palette in
      levels.withUnsafeBufferPointer { levels in
        SRGB.linear.withUnsafeBufferPointer { linear in
          SRGB.encoded.withUnsafeBufferPointer { encoded in
            for place in occupied {
              let cell = cells[Int(place.cell)]
              let hits = ColouredCell.hits(cell)
              let level = levels[Bin.of(hits)]
              let coordinate = byHits ? level.x * 255 : Float(ColouredCell.colourSum(cell)) / Float(hits)
              let plain = palette[Int(coordinate)]
              let colour = plain + (1 - plain) * level.y
              let first = 3 &* Int(place.pixel)
              let behind = SIMD3(
                linear[Int(pixels[first])], linear[Int(pixels[first &+ 1])], linear[Int(pixels[first &+ 2])])
              let mixed = (behind + (colour - behind) * level.x) * Float(SRGB.encodingSteps) + 0.5
              pixels[first] = encoded[Int(mixed.x)]
              pixels[first &+ 1] = encoded[Int(mixed.y)]
              pixels[first &+ 2] = encoded[Int(mixed.z)]
            }
          }
        }
      }
    }
  }
}
