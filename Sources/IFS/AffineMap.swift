/// An affine map of the plane: (x, y) goes to (a x + b y + e, c x + d y + f).
///
/// The y axis points up, as in mathematics; rendering turns it over.
public struct AffineMap: Sendable, Hashable {
  public var a: Float
  public var b: Float
  public var c: Float
  public var d: Float
  public var e: Float
  public var f: Float

  /// A map by its six coefficients.
  public init(a: Float, b: Float, c: Float, d: Float, e: Float, f: Float) {
    (self.a, self.b, self.c, self.d, self.e, self.f) = (a, b, c, d, e, f)
  }

  /// The factor by which it scales areas, negative if it also reflects.
  public var determinant: Double { Double(a) * Double(d) - Double(b) * Double(c) }

  /// The factor by which it stretches its most stretched direction: its linear part's larger singular value.
  public var stretch: Double {
    let (a, b, c, d) = (Double(a), Double(b), Double(c), Double(d))
    let sum = a * a + b * b + c * c + d * d
    let determinant = a * d - b * c
    let root = max(0, sum * sum - 4 * determinant * determinant).squareRoot()
    return ((sum + root) / 2).squareRoot()
  }

  /// The point that it leaves in place; nil if there is none or more than one.
  public var fixedPoint: (x: Double, y: Double)? {
    let (p, q, r, s) = (1 - Double(a), -Double(b), -Double(c), 1 - Double(d))
    let determinant = p * s - q * r
    guard determinant != 0 else { return nil }
    let x = (Double(e) * s - q * Double(f)) / determinant
    let y = (p * Double(f) - Double(e) * r) / determinant
    return x.isFinite && y.isFinite ? (x, y) : nil
  }

  /// Its six coefficients, a to f.
  public var coefficients: [Float] { [a, b, c, d, e, f] }
}
