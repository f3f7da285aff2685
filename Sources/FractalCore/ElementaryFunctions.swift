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
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.782_712_893_384 { return .infinity }
    if x < -745.133_219_101_942 { return 0 }
    let k = (x * inverseLn2).rounded(.toNearestOrEven)
    let r = (x - k * ln2High) - k * ln2Low
    // The series of e^r for |r| <= ln(2)/2, to r^13: the rest is below 2^-57.
    var series = 1.0 / 6_227_020_800
    series = series * r + 1.0 / 479_001_600
    series = series * r + 1.0 / 39_916_800
    series = series * r + 1.0 / 3_628_800
    series = series * r + 1.0 / 362_880
    series = series * r + 1.0 / 40_320
    series = series * r + 1.0 / 5_040
    series = series * r + 1.0 / 720
    series = series * r + 1.0 / 120
    series = series * r + 1.0 / 24
    series = series * r + 1.0 / 6
    series = series * r + 0.5
    let power = 1 + (r + r * r * series)
    // In two steps, because 2^k alone may lie outside of the normal range.
    let exponent = Int(k)
    let half = exponent / 2
    return power * powerOfTwo(half) * powerOfTwo(exponent - half)
  }

  /// The natural logarithm; error below 1 ulp.
  ///
  /// Zero gives minus infinity; a negative number or NaN gives NaN.
  public static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var k = Double(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095_1 {
      m *= 0.5
      k += 1
    }
    // log(1 + f) = 2 artanh(s) with s = f / (2 + f), and 2s = f - s f.
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    var series = 2.0 / 23
    series = series * z + 2.0 / 21
    series = series * z + 2.0 / 19
    series = series * z + 2.0 / 17
    series = series * z + 2.0 / 15
    series = series * z + 2.0 / 13
    series = series * z + 2.0 / 11
    series = series * z + 2.0 / 9
    series = series * z + 2.0 / 7
    series = series * z + 2.0 / 5
    series = series * z + 2.0 / 3
    let halfSquare = 0.5 * f * f
    let correction = s * (halfSquare + z * series)
    return k * ln2High - ((halfSquare - (correction + k * ln2Low)) - f)
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

  private static let inverseLn2 = 1.442_695_040_888_963_4
  /// ln 2 in two parts: the first has 21 zero bits at its end, so that k times it is exact.
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(bitPattern: UInt64(exponent + 1023) << 52)
  }
}
