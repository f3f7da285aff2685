internal import FractalCore
internal import IFS

/// How the samples of one window are spread: the ranks of trap distances and of smooth counts among them.
///
/// Measured on a fixed grid over the framed square, so that a picture has the same look in every size. By ranks every
/// window uses all of its palette, however deep it lies.
struct EscapeTimeRanks {
  /// Samples a side that are measured.
  static let side = 96

  let distance: RankTable
  let count: RankTable
  let smooth: SmoothCount

  init(_ fractal: EscapeTime, framing: Framing, instructionSet: InstructionSet) {
    let field = EscapeTimeField(
      fractal, framing: framing, height: Self.side, width: Self.side, instructionSet: instructionSet)
    self.init(field.samples(), power: fractal.power)
  }

  init(_ samples: EscapeTimeField.Samples, power: Int) {
    let smooth = SmoothCount(power: power)
    self.smooth = smooth
    distance = RankTable(of: samples.distances)
    count = RankTable(
      of: samples.counts.indices.map { place in
        samples.counts[place] < 0 ? -1 : smooth(count: samples.counts[place], norm: samples.norms[place])
      })
  }
}
