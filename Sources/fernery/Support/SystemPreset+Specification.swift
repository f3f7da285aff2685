import FractalCore
import FractalRendering
import FractalSearch
import IFS
import Presets

extension SystemPreset {
  /// How a named system is drawn: palette, background and points from a seed.
  ///
  /// - Throws: ``CommandError`` for a system that has no attractor to draw.
  func specification(
    shape: PixelShape, seed: UInt64, mode: Colouring.Mode, background: BackgroundLaw, samplesPerPixel: Float
  ) throws(CommandError) -> AssetSpec {
    guard let orbit = Orbit.trace(system, seed: seed) else {
      throw CommandError(
        .outOfRange, "\(name) cannot be drawn: its orbit escapes; make its maps contract, with smaller a to d")
    }
    guard let framing = orbit.framing() else {
      throw CommandError(
        .outOfRange, "\(name) cannot be drawn: its attractor is a single point; give its maps different fixed points")
    }
    var draws = RandomStream(seed: seed, purpose: .colouring).draws()
    var backgroundDraws = RandomStream(seed: seed, purpose: .background).draws()
    return AssetSpec(
      genome: .affine(system), framing: framing, colouring: Colouring(mode: mode, palette: .foreground(&draws)),
      background: background.sample(&backgroundDraws), shape: shape, samplesPerPixel: samplesPerPixel, seed: seed)
  }
}
