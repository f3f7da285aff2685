internal import FractalCore
internal import IFS

/// The similarity that takes points of the plane to cells of a grid, for one framing and picture size.
///
/// x_cell = s (cos(r) (x - cx) - sin(r) (y - cy)) + W/2 + 1 and y_cell = -s (sin(r) (x - cx) + cos(r) (y - cy)) + H/2 + 1:
/// a cell's border of one stands around the picture, and rows grow downwards.
struct Viewport {
  private let cosine: Double
  private let sine: Double
  private let scale: Double
  private let offsetX: Double
  private let offsetY: Double

  init(_ framing: Framing, height: Int, width: Int) {
    (sine, cosine) = ElementaryFunctions.sinCos(Double(framing.rotation))
    scale = Double(min(height, width)) / 2 / Double(framing.radius)
    let (x, y) = (Double(framing.centreX), Double(framing.centreY))
    offsetX = Double(width) / 2 + 1 - scale * (cosine * x - sine * y)
    offsetY = Double(height) / 2 + 1 + scale * (sine * x + cosine * y)
  }

  /// The cell coordinates of a point.
  func cell(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (scale * (cosine * x - sine * y) + offsetX, -scale * (sine * x + cosine * y) + offsetY)
  }

  /// The similarity itself, as a map from the plane to cell coordinates.
  var map: AffineMap {
    AffineMap(
      a: Float(scale * cosine), b: Float(-scale * sine), c: Float(-scale * sine), d: Float(-scale * cosine),
      e: Float(offsetX), f: Float(offsetY))
  }

  /// The map that does in cell coordinates what `map` does in the plane: M A M^-1 p + (M t + o - M A M^-1 o).
  func conjugate(_ map: AffineMap) -> AffineMap {
    let (a, b, c, d) = (Double(map.a), Double(map.b), Double(map.c), Double(map.d))
    // M = s [[cos, -sin], [-sin, -cos]] is its own inverse but for the scale, which cancels.
    let (p, q, r, t) = (cosine, -sine, -sine, -cosine)
    let (ma, mb, mc, md) = (p * a + q * c, p * b + q * d, r * a + t * c, r * b + t * d)
    let a2 = ma * p + mb * r
    let b2 = ma * q + mb * t
    let c2 = mc * p + md * r
    let d2 = mc * q + md * t
    let e = scale * (p * Double(map.e) + q * Double(map.f)) + offsetX - (a2 * offsetX + b2 * offsetY)
    let f = scale * (r * Double(map.e) + t * Double(map.f)) + offsetY - (c2 * offsetX + d2 * offsetY)
    return AffineMap(a: Float(a2), b: Float(b2), c: Float(c2), d: Float(d2), e: Float(e), f: Float(f))
  }
}
