import ArgumentParser
import FractalCore
import FractalRendering
import FractalSearch

/// A law by its name, and the plan that draws from it alone.
struct LawArgument {
  let law: GenomeLaw

  /// The law of a name.
  init(_ name: String) throws(CommandError) {
    guard let law = GenomeLaw(named: name) else {
      throw CommandError(
        .outOfRange, "there is no law `\(name)`; there are \(GenomeLaw.names.joined(separator: ", "))")
    }
    self.law = law
  }

  /// A plan whose pool is that law's: gates by default, laws of colour and background as given.
  func plan(
    seed: UInt64, shape: PixelShape = PixelShape(height: 256, width: 256), samples: Float = 20,
    colouring: ColouringLaw = ColouringLaw(), background: BackgroundLaw = BackgroundLaw()
  ) -> SearchPlan {
    SearchPlan(
      seed: seed, pool: Self.pool, shape: shape, samplesPerPixel: samples, genomes: [WeightedLaw(law: law)],
      colouring: colouring, background: background)
  }

  /// More than any number that is asked for needs: proposals are drawn only until enough have passed.
  private static let pool = 1_000_000
}
