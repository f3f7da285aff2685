internal import FractalCore

/// Shears, which interpolate along one axis alone.
///
/// The centre (x + 1/2, y + 1/2) of an output pixel is mapped to the input; inside means 0 <= place < side. Then 1/2 is
/// subtracted, the two taps at the floor and after it are clamped to the picture, and a + (b - a) d is truncated. In
/// double, in this order: Pillow's `transform` with AFFINE and BILINEAR.
enum Shears {
  /// x' = x + factor y.
  static func shearX(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, factor: Double
  ) {
    let (height, width, count) = (shape.height, shape.width, shape.pixelCount)
    let limit = Double(width)
    for row in 0..<height {
      let shift = factor * (Double(row) + 0.5)
      let offset = row * width
      for column in 0..<width {
        let place = (Double(column) + 0.5) + shift
        var index = offset &+ column
        guard place >= 0 && place < limit else {
          for _ in 0..<shape.channels {
            target[index] = 0
            index &+= count
          }
          continue
        }
        let tap = Tap(place, side: width)
        var (first, second) = (offset &+ tap.first, offset &+ tap.second)
        for _ in 0..<shape.channels {
          target[index] = tap.between(source[first], source[second])
          index &+= count
          first &+= count
          second &+= count
        }
      }
    }
  }

  /// y' = y + factor x.
  static func shearY(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, factor: Double
  ) {
    let (height, width, count) = (shape.height, shape.width, shape.pixelCount)
    let limit = Double(height)
    for row in 0..<height {
      let centre = Double(row) + 0.5
      for column in 0..<width {
        let place = factor * (Double(column) + 0.5) + centre
        var index = row &* width &+ column
        guard place >= 0 && place < limit else {
          for _ in 0..<shape.channels {
            target[index] = 0
            index &+= count
          }
          continue
        }
        let tap = Tap(place, side: height)
        var (first, second) = (tap.first &* width &+ column, tap.second &* width &+ column)
        for _ in 0..<shape.channels {
          target[index] = tap.between(source[first], source[second])
          index &+= count
          first &+= count
          second &+= count
        }
      }
    }
  }
}

/// The two neighbours of a place on one axis and the fraction between them.
struct Tap {
  /// The neighbours, clamped to the picture.
  let first: Int
  let second: Int
  /// How far from the first, in [0, 1).
  let fraction: Double

  /// The taps of a place with 0 <= place < side, where pixel i has its centre at i + 1/2.
  @inline(__always)
  init(_ place: Double, side: Int) {
    let moved = place - 0.5
    // The place is inside, so the floor is -1 or what truncation gives.
    let floor = moved < 0 ? -1 : Int(moved)
    fraction = moved - Double(floor)
    first = max(floor, 0)
    second = min(floor &+ 1, side &- 1)
  }

  /// a + (b - a) fraction, truncated.
  @inline(__always)
  func between(_ a: UInt8, _ b: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: Int32(mixed(a, b)))
  }

  /// a + (b - a) fraction.
  @inline(__always)
  func mixed(_ a: UInt8, _ b: UInt8) -> Double {
    Double(a) + Double(Int32(b) &- Int32(a)) * fraction
  }
}
