internal import CKernels

/// Transcendental functions made of +, -, *, / alone, so that every machine computes the same bits.
///
/// The C library's own differ between versions and platforms by an ulp here and there, which would change pixels and
/// with them Merkle roots. These reduce the argument and evaluate a power series in Horner's form, in a fixed order and
/// without fused multiply-add. Errors are stated in units in the last place of the exact result and are tested against
/// high precision.
public enum ElementaryFunctions {
  /// The exponential function; error below 1 ulp.
  ///
  /// Overflows to infinity above 709.79 and underflows to zero below -745.14; NaN stays NaN.
  public static func exp(_ x: Double) -> Double { ck_exp(x) }

  /// The natural logarithm; error below 1 ulp.
  ///
  /// Zero gives minus infinity; a negative number or NaN gives NaN.
  public static func log(_ x: Double) -> Double {
    x.isSubnormal && x > 0 ? ck_log_positive(x * 0x1p54, -54) : ck_log(x)
  }

  /// `x` to the power `y` for `x >= 0`, as exp(y log x); relative error below (2 + |y log x|) 2^-53.
  ///
  /// Anything to the power 0 is 1, and 0 to a positive power is 0; a negative base gives NaN.
  public static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if y == 1 { return x }
    if x == 0 { return y > 0 ? 0 : .infinity }
    return exp(y * log(x))
  }

  /// The sine and cosine of an angle in radians; error below 1 ulp where |x| <= 2^20 pi/2, except that near a zero of
  /// either the error is below 2^-85 in absolute terms.
  ///
  /// A larger angle is first reduced, exactly, by the double nearest to 2 pi: still the same on every machine, but with
  /// that number's period. Infinity and NaN give NaN.
  public static func sinCos(_ angle: Double) -> (sin: Double, cos: Double) {
    guard angle.isFinite else { return (.nan, .nan) }
    let x = abs(angle) > 0x1p20 ? angle.remainder(dividingBy: 2 * .pi) : angle
    let k = (x * 0.636_619_772_367_581_4).rounded(.toNearestOrEven)
    // pi/2 in three parts; k times the first two is exact.
    let r = ((x - k * 0x1.921fb544p0) - k * 0x1.0b4611a6p-34) - k * 0x1.3198a2e037073p-69
    let z = r * r
    // sin to r^17 and cos to r^18 for |r| <= pi/4: the rest is below 2^-60.
    var sine = 1.0 / 355_687_428_096_000
    sine = sine * z - 1.0 / 1_307_674_368_000
    sine = sine * z + 1.0 / 6_227_020_800
    sine = sine * z - 1.0 / 39_916_800
    sine = sine * z + 1.0 / 362_880
    sine = sine * z - 1.0 / 5_040
    sine = sine * z + 1.0 / 120
    sine = sine * z - 1.0 / 6
    let s = r + r * z * sine
    var cosine = -1.0 / 6_402_373_705_728_000
    cosine = cosine * z + 1.0 / 20_922_789_888_000
    cosine = cosine * z - 1.0 / 87_178_291_200
    cosine = cosine * z + 1.0 / 479_001_600
    cosine = cosine * z - 1.0 / 3_628_800
    cosine = cosine * z + 1.0 / 40_320
    cosine = cosine * z - 1.0 / 720
    cosine = cosine * z + 1.0 / 24
    let half = 0.5 * z
    let rest = 1 - half
    let c = rest + ((1 - rest - half) + z * z * cosine)
    switch Int(k) & 3 {
    case 0: return (s, c)
    case 1: return (c, -s)
    case 2: return (-s, -c)
    default: return (-c, s)
    }
  }
}
