internal import FractalCore

/// Log-density tone mapping: how bright so many hits are.
///
/// With d the hits of a pixel over the hits that each would have if all were hit alike, brightness is
/// (log(1 + exposure d) / log(1 + exposure d_white))^(1 / gamma), where d_white is the density that 995 of 1,000 occupied
/// pixels do not exceed. Densities, not hits, make a picture keep its look when it takes more samples.
///
/// Source of log-density display: Draves and Reckase, "The fractal flame algorithm", 2003.
struct ToneMap {
  let colouring: Colouring
  let samplesPerPixel: Float

  /// Steps of brightness that a picture distinguishes before colour.
  private static let levels = 1024

  /// Bins of an octave of hits: so fine that one bin's width is below one level.
  private static let binsPerOctave = 128

  /// Hits 1 to 2^28 fall into bins 0 to 28 x 128.
  private static let binCount = 28 * binsPerOctave + 1

  /// The bin of a number of hits: the upper bits of its float32 form, which is logarithmic by pieces.
  @inline(__always)
  private static func bin(_ hits: UInt32) -> Int {
    Int(Float(hits).bitPattern &>> 16) &- Int(Float(1).bitPattern &>> 16)
  }

  /// The least number of hits in a bin.
  private static func hits(ofBin bin: Int) -> Float {
    Float(bitPattern: UInt32(bin + Int(Float(1).bitPattern >> 16)) << 16)
  }

  /// Lays the hits of coloured cells over a background as light.
  ///
  /// - Parameters:
  ///   - cells: (height + 2) x (width + 2) coloured cells.
  ///   - pixels: height x width x 3 bytes of sRGB, read as the background and written as the picture.
  /// - Returns: how many pixels were hit.
  func develop(_ cells: [UInt64], height: Int, width: Int, onto pixels: inout [UInt8]) -> Int {
    precondition(cells.count == (height + 2) * (width + 2) && pixels.count == height * width * 3)
    return cells.withUnsafeBufferPointer { cells in
      let (occupied, levels) = levelsOfBins(cells, height: height, width: width)
      guard occupied > 0 else { return 0 }
      let brightness = Self.brightness(gamma: colouring.gamma)
      let palette = colouring.palette.linearTable(count: 256)
      pixels.withUnsafeMutableBufferPointer { pixels in
        for row in 0..<height {
          for column in 0..<width {
            let cell = cells[(row + 1) * (width + 2) + column + 1]
            let hits = ColouredCell.hits(cell)
            guard hits > 0 else { continue }
            let bright = brightness[Int(levels[Self.bin(hits)])]
            let colour =
              switch colouring.mode {
              case .density: palette[Int(bright * 255)]
              case .coordinate: palette[Int(Float(ColouredCell.colourSum(cell)) / Float(hits))]
              }
            Self.light(colour, bright, pixels.baseAddress! + (row * width + column) * 3)
          }
        }
      }
      return occupied
    }
  }

  /// How many cells of the picture are occupied, and the level of each bin that occurs.
  private func levelsOfBins(
    _ cells: UnsafeBufferPointer<UInt64>, height: Int, width: Int
  ) -> (occupied: Int, levels: [UInt16]) {
    var counts = [Int](repeating: 0, count: Self.binCount)
    var occupied = 0
    for row in 1...height {
      for cell in cells[row * (width + 2) + 1..<(row + 1) * (width + 2) - 1] {
        let hits = ColouredCell.hits(cell)
        guard hits > 0 else { continue }
        occupied += 1
        counts[Self.bin(hits)] += 1
      }
    }
    guard let last = counts.lastIndex(where: { $0 > 0 }) else { return (0, []) }
    let densityOfHit = Double(colouring.exposure) / Double(samplesPerPixel)
    let logarithms = (0...last).map { ElementaryFunctions.log(1 + densityOfHit * Double(Self.hits(ofBin: $0))) }
    // The white point: the bin that all but 5 of 1,000 occupied cells do not exceed.
    var white = last
    var above = counts[white]
    while above <= occupied / 200 {
      white -= 1
      above += counts[white]
    }
    let toLevel = Double(Self.levels - 1) / logarithms[white]
    return (occupied, logarithms.map { UInt16(min(Double(Self.levels - 1), $0 * toLevel)) })
  }

  /// Mixes `bright` of a colour into one pixel, in linear light.
  @inline(__always)
  private static func light(_ colour: SIMD3<Float>, _ bright: Float, _ pixel: UnsafeMutablePointer<UInt8>) {
    let behind = SIMD3(SRGB.linear[Int(pixel[0])], SRGB.linear[Int(pixel[1])], SRGB.linear[Int(pixel[2])])
    let mixed = (behind + (colour - behind) * bright) * Float(SRGB.encodingSteps) + 0.5
    pixel[0] = SRGB.encoded[Int(mixed.x)]
    pixel[1] = SRGB.encoded[Int(mixed.y)]
    pixel[2] = SRGB.encoded[Int(mixed.z)]
  }

  /// Brightness in 0...1 of each level, level k standing for k / 1023 of the white point's logarithm.
  private static func brightness(gamma: Float) -> [Float] {
    let exponent = 1 / Double(gamma)
    return logarithmsOfLevels.map { Float(ElementaryFunctions.exp(exponent * $0)) }
  }

  private static let logarithmsOfLevels = (0..<levels).map { ElementaryFunctions.log(Double($0) / Double(levels - 1)) }
}
