import FractalCore
import IPMix

/// The operations of IPMix stated once more, pixel by pixel in plain Swift, in double and in the order of their
/// definition: what the kernels must equal on every instruction-set level.
enum ScalarReference {
  /// What an image operation makes of a picture.
  static func operated(_ picture: Picture, by operation: ImageOperation) -> Picture {
    let factor = operation.value ?? 0
    let whole = Int(exactly: factor) ?? 0
    return switch operation.kind {
    case .shearX: affine(picture) { x, y in (x + factor * y, y) }
    case .shearY: affine(picture) { x, y in (x, factor * x + y) }
    case .rotate: rotated(picture, degrees: whole)
    case .equalize: equalized(picture)
    case .posterize: map(picture) { $0 & ~UInt8((1 << (8 - whole)) - 1) }
    case .solarize: map(picture) { Int($0) < whole ? $0 : 255 - $0 }
    case .invert: map(picture) { 255 - $0 }
    case .mirror: moved(picture) { x, y in (picture.width - 1 - x, y) }
    case .translateX: moved(picture) { x, y in (x + whole, y) }
    case .translateY: moved(picture) { x, y in (x, y + whole) }
    case .autocontrast: stretched(picture, cutoff: factor)
    case .brightness: map(picture) { blended(0, $0, factor) }
    case .contrast: contrasted(picture, factor)
    case .color: coloured(picture, factor)
    case .sharpness: sharpened(picture, factor)
    }
  }

  private static func map(_ picture: Picture, _ body: (UInt8) -> UInt8) -> Picture {
    Picture(shape: picture.shape, pixels: picture.pixels.map(body))
  }

  private static func moved(_ picture: Picture, _ place: (Int, Int) -> (Int, Int)) -> Picture {
    var result = Picture(shape: picture.shape)
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        let (fromX, fromY) = place(x, y)
        guard 0..<picture.width ~= fromX, 0..<picture.height ~= fromY else { continue }
        for channel in 0..<picture.channels { result[y, x, channel] = picture[fromY, fromX, channel] }
      }
    }
    return result
  }

  /// Bilinear on both axes; on one along which nothing moves the fraction is 0.
  private static func affine(_ picture: Picture, _ place: (Double, Double) -> (Double, Double)) -> Picture {
    var result = Picture(shape: picture.shape)
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        let (placeX, placeY) = place(Double(x) + 0.5, Double(y) + 0.5)
        guard placeX >= 0, placeX < Double(picture.width), placeY >= 0, placeY < Double(picture.height) else {
          continue
        }
        let (across, down) = (taps(placeX, picture.width), taps(placeY, picture.height))
        for channel in 0..<picture.channels {
          func mixed(_ row: Int) -> Double {
            let (a, b) = (Double(picture[row, across.0, channel]), Double(picture[row, across.1, channel]))
            return a + (b - a) * across.2
          }
          let (above, below) = (mixed(down.0), mixed(down.1))
          result[y, x, channel] = UInt8(Int(above + (below - above) * down.2))
        }
      }
    }
    return result
  }

  private static func taps(_ place: Double, _ side: Int) -> (Int, Int, Double) {
    let moved = place - 0.5
    let floor = moved.rounded(.down)
    return (max(Int(floor), 0), min(Int(floor) + 1, side - 1), moved - floor)
  }

  private static func rotated(_ picture: Picture, degrees: Int) -> Picture {
    guard degrees % 360 != 0 else { return picture }
    let (sine, cosine) = ElementaryFunctions.sinCos(-(Double((degrees % 360 + 360) % 360) * (.pi / 180)))
    let (s, c) = (decimal(sine), decimal(cosine))
    let (centreX, centreY) = (Double(picture.width) / 2, Double(picture.height) / 2)
    let u = (c * -centreX + s * -centreY) + centreX
    let v = (-s * -centreX + c * -centreY) + centreY
    return affine(picture) { x, y in ((c * x + s * y) + u, (-s * x + c * y) + v) }
  }

  /// The double nearest to a value's 15-digit decimal.
  private static func decimal(_ value: Double) -> Double {
    let product = value * 1e15
    let error = (-product).addingProduct(value, 1e15)
    var whole = product.rounded(.toNearestOrEven)
    if product - whole == 0.5 && error > 0 { whole += 1 }
    if product - whole == -0.5 && error < 0 { whole -= 1 }
    return whole / 1e15
  }

  private static func equalized(_ picture: Picture) -> Picture {
    var result = picture
    for channel in 0..<picture.channels {
      let places = stride(from: channel, to: picture.pixels.count, by: picture.channels)
      var histogram = [Int](repeating: 0, count: 256)
      for place in places { histogram[Int(picture.pixels[place])] += 1 }
      let step = (picture.shape.pixelCount - (histogram.last { $0 != 0 } ?? 0)) / 255
      guard step > 0 else { continue }
      var (sum, table) = (step / 2, [UInt8]())
      for value in 0..<256 {
        table.append(UInt8(min(255, sum / step)))
        sum += histogram[value]
      }
      for place in places { result.pixels[place] = table[Int(picture.pixels[place])] }
    }
    return result
  }

  /// A byte blended away from a degenerate one.
  private static func blended(_ degenerate: UInt8, _ value: UInt8, _ factor: Double) -> UInt8 {
    let mixed = Float(degenerate) + Float(factor) * (Float(value) - Float(degenerate))
    return mixed > 0 ? UInt8(min(mixed, 255)) : 0
  }

  private static func coloured(_ picture: Picture, _ factor: Double) -> Picture {
    let grey = picture.withChannels(1)
    var result = picture
    for place in picture.pixels.indices where picture.channels == 3 {
      result.pixels[place] = blended(grey.pixels[place / 3], picture.pixels[place], factor)
    }
    return result
  }

  private static func contrasted(_ picture: Picture, _ factor: Double) -> Picture {
    let greys = picture.withChannels(1).pixels
    let mean = UInt8(Double(greys.reduce(0) { $0 + Int($1) }) / Double(greys.count) + 0.5)
    return map(picture) { blended(mean, $0, factor) }
  }

  private static func sharpened(_ picture: Picture, _ factor: Double) -> Picture {
    var result = picture
    for y in 1..<picture.height - 1 {
      for x in 1..<picture.width - 1 {
        for channel in 0..<picture.channels {
          var sum = 4 * Int(picture[y, x, channel])
          for row in y - 1...y + 1 { for column in x - 1...x + 1 { sum += Int(picture[row, column, channel]) } }
          result[y, x, channel] = blended(UInt8(Double(sum) / 13 + 0.5), picture[y, x, channel], factor)
        }
      }
    }
    return result
  }

  private static func stretched(_ picture: Picture, cutoff: Double) -> Picture {
    var result = picture
    for channel in 0..<picture.channels {
      let places = stride(from: channel, to: picture.pixels.count, by: picture.channels)
      let sorted = places.map { picture.pixels[$0] }.sorted()
      let cut = Int(Double(sorted.count) * cutoff / 100)
      guard sorted.count > 2 * cut else { continue }
      let (low, high) = (Double(sorted[cut]), Double(sorted[sorted.count - 1 - cut]))
      guard high > low else { continue }
      let scale = 255 / (high - low)
      for place in places {
        result.pixels[place] = UInt8(max(0, min(255, (Double(picture.pixels[place]) * scale - low * scale))))
      }
    }
    return result
  }

  /// What a mixing operation makes of a byte u, and a byte v, where its mask is `isSet`.
  static func mixed(_ u: UInt8, _ v: UInt8, by operation: MixingOperation, _ overflow: Overflow, isSet: Bool) -> UInt8 {
    let (fu, fv) = (Float(u) / 255, Float(v) / 255)
    switch operation {
    case .add(let p, let q): return quantised((p * (2 * fu - 1) + q * (2 * fv - 1) + 1) / 2 * 255, overflow)
    case .multiply(let p, let q):
      return quantised(power(2 * fu, p) * power(max(2 * fv, 1e-37), q) / 2 * 255, overflow)
    case .randomPixels, .randomElements: return isSet ? u : v
    }
  }

  private static func power(_ base: Float, _ exponent: Float) -> Float {
    exponent == 0 ? 1 : Float(ElementaryFunctions.exp(Double(exponent) * ElementaryFunctions.log(Double(base))))
  }

  private static func quantised(_ value: Float, _ overflow: Overflow) -> UInt8 {
    switch overflow {
    case .clip: value > 0 ? UInt8(min(value, 255)) : 0
    case .wrap: Int32(exactly: value.rounded(.towardZero)).map { UInt8(truncatingIfNeeded: $0) } ?? 0
    }
  }

  /// Whether a mask sets a place.
  static func isSet(_ mask: MixingMask, _ place: Int) -> Bool {
    switch mask {
    case .explicit(let places): return place < places.count && places[place] != 0
    case .seeded(let seed, let threshold):
      let word = RandomStream(key: seed).block(UInt32(place / 8))[place % 8 / 2]
      return UInt16(truncatingIfNeeded: place % 2 == 0 ? word : word >> 16) < threshold
    }
  }
}
