public import FractalCore
public import IFS

/// Chooses what part of an escape-time fractal to show: by the detail along its edge, not at random.
///
/// From the whole set on, each zoom proposes eight windows, about 2.5 times smaller and within the last one, and takes the one with
/// most detail.
public enum EscapeTimeWindow {
  /// Windows that each zoom compares.
  static let candidates = 8
  /// Samples a side by which a window is judged.
  static let side = 16

  /// The framing that shows the whole set.
  public static func whole(_ fractal: EscapeTime) -> Framing {
    Framing(centreX: 0, centreY: 0, radius: Float(fractal.boundingRadius * 1.05))
  }

  /// Searches a window, narrowed `zooms` times.
  public static func search(
    _ fractal: EscapeTime, zooms: Int, _ draws: inout RandomDraws, instructionSet: InstructionSet = .best
  ) -> Framing {
    var window = whole(fractal)
    for _ in 0..<zooms {
      var best: (detail: Double, window: Framing)?
      for _ in 0..<candidates {
        let reach = Double(window.radius)
        let candidate = Framing(
          centreX: Float(Double(window.centreX) + draws.uniform(-0.7, 0.7) * reach),
          centreY: Float(Double(window.centreY) + draws.uniform(-0.7, 0.7) * reach),
          radius: Float(reach * draws.uniform(0.3, 0.5)))
        let detail = detail(of: fractal, in: candidate, instructionSet: instructionSet)
        if best.map({ detail > $0.detail }) ?? true { best = (detail, candidate) }
      }
      if let best { window = best.window }
    }
    return window
  }

  /// How much happens in a window: a mean over neighbouring samples, 0 where all are alike.
  ///
  /// With d the difference of their log2(1 + nu), a pair counts min(1, 4 d); a pair with d above 1 counts a quarter, because
  /// it is one that finer sampling would show as noise. What stays bounded has the nu of the last iteration.
  static func detail(of fractal: EscapeTime, in window: Framing, instructionSet: InstructionSet) -> Double {
    let samples = EscapeTimeField(
      fractal, framing: window, height: side, width: side, instructionSet: instructionSet
    ).samples()
    let smooth = SmoothCount(power: fractal.power)
    let heights = samples.counts.indices.map { place in
      let count =
        samples.counts[place] < 0
        ? Float(fractal.iterations) : smooth(count: samples.counts[place], norm: samples.norms[place])
      return ElementaryFunctions.log(1 + Double(max(0, count))) * 1.442_695_040_888_963_4
    }
    var sum = 0.0
    for row in 0..<side {
      for column in 0..<side {
        let here = heights[row * side + column]
        if column + 1 < side { sum += weight(abs(here - heights[row * side + column + 1])) }
        if row + 1 < side { sum += weight(abs(here - heights[(row + 1) * side + column])) }
      }
    }
    return sum / Double(2 * side * (side - 1))
  }

  private static func weight(_ difference: Double) -> Double { difference > 1 ? 0.25 : min(1, 4 * difference) }
}
