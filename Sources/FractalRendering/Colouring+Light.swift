internal import CKernels
internal import FractalCore

extension Colouring {
  /// `count` colours of the palette in linear light, as the vibrancy has them.
  ///
  /// A colour k that shines with brightness b = l^(1/gamma) gives v b k + (1 - v) (l k)^(1/gamma), primary by primary:
  /// b times v k + (1 - v) k^(1/gamma), which is what stands here. So nothing of it clips.
  ///
  /// Source of vibrancy: Draves and Reckase, "The fractal flame algorithm", 2003.
  func lightTable(count: Int) -> [SIMD3<Float>] {
    let table = palette.linearTable(count: count)
    guard vibrancy < 1 else { return table }
    let exponent = 1 / Double(gamma)
    return table.map { colour in
      let paled = SIMD3(
        Float(ElementaryFunctions.pow(Double(colour.x), exponent)),
        Float(ElementaryFunctions.pow(Double(colour.y), exponent)),
        Float(ElementaryFunctions.pow(Double(colour.z), exponent)))
      return paled + (colour - paled) * vibrancy
    }
  }

  /// How far a colour goes towards white at a level of log-density, of which 1 is the white point's.
  ///
  /// Nothing below 0.7; a quarter of ``highlights`` at 1, all of them at 1.3.
  func whitening(level: Float) -> Float {
    ck_whitening(level, highlights)
  }
}
