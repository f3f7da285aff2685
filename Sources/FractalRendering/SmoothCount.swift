internal import CKernels
internal import FractalCore

/// The smooth iteration count of escaped orbits: nu = n + 1 - log_p(log|z_n| / log R), continuous across the steps of n.
///
/// n is the number of the first z_n beyond the bailout R. At |z_n| = R it is n + 1, and at R^p, where z_(n-1) stood at R, it is
/// n. The fraction comes from a table of 64 steps an octave of |z_n|^2 with straight lines between, off by less than 10^-4.
///
/// Source: Vepstas, "Renormalizing the Mandelbrot escape", 1997.
struct SmoothCount {
  private static let bailout = Float(CK_ESCAPE_BAILOUT * CK_ESCAPE_BAILOUT)
  private static let octaves = 16
  private static let shift: UInt32 = 17

  /// log_p(log|z|^2 / log R^2) at the table's places.
  let fractions: [Float]

  /// The counts of iterations of one power, 2 to 6.
  init(power: Int) { fractions = Self.tables[power - 2] }

  /// The smooth count of an orbit that escaped with n = `count` and |z_n|^2 = `norm`.
  func callAsFunction(count: Float, norm: Float) -> Float {
    ck_smooth_count(fractions, Int32(fractions.count), count, norm)
  }

  /// For each power, log_p(log|z|^2 / log R^2) at the table's places.
  private static let tables: [[Float]] = (2...6).map { power in
    let logarithm = ElementaryFunctions.log(Double(power))
    let logBailout = ElementaryFunctions.log(Double(bailout))
    // R^p, and a little more for what c adds.
    return (0...(octaves * (power - 1) + 1) * 64).map { place in
      let norm = Float(bitPattern: bailout.bitPattern + UInt32(place) << shift)
      return Float(ElementaryFunctions.log(ElementaryFunctions.log(Double(norm)) / logBailout) / logarithm)
    }
  }
}
