import FractalCore
import FractalRendering
import IFS
import Presets

/// Points a second of the chaos game on 256 x 256 cells, at each instruction-set level of this CPU.
///
/// The speed depends on the system, because points that fall into few cells wait for one another. So the figures of
/// anderson-farrell rows are one a system, each the median of its repetitions; those of the fern are repetitions.
struct KernelGroup {
  let effort: Effort

  private static let side = 256
  private static let points = 1 << 22

  private struct Subject {
    var system: AffineSystem
    var framing: Framing
  }

  func rows() throws -> [Row] {
    let drawn = try Material.specifications(side: Self.side, points: 100_000, count: effort.size(15, quick: 5))
      .compactMap { specification -> Subject? in
        guard case .affine(let system) = specification.genome else { return nil }
        return Subject(system: system, framing: specification.framing)
      }
    let fern = try PresetLibrary.system("barnsley-fern").system
    let fernSubject = Orbit.trace(fern, seed: 1)?.framing().map { Subject(system: fern, framing: $0) }
    var short = effort
    short.seconds = effort.seconds / 5

    var rows: [Row] = []
    for kernel in [Kernel.count, .colour] {
      rows += compared(kernel, "anderson-farrell", with: rows) { level in
        drawn.map { Row.median(rates(kernel, $0, level, short).sorted()) }
      }
      if let fernSubject {
        rows += compared(kernel, "fern", with: rows) { rates(kernel, fernSubject, $0, effort) }
      }
    }
    return rows
  }

  private enum Kernel: String {
    case count, colour
  }

  /// A row for each level: counting compares with its baseline, colouring with counting at its level.
  private func compared(
    _ kernel: Kernel, _ subject: String, with earlier: [Row], _ figures: (InstructionSet) -> [Double]
  ) -> [Row] {
    var rows: [Row] = []
    for level in InstructionSet.supported {
      let counting = earlier.first { $0.name == "count \(subject) \(level)" }
      rows.append(
        Row(
          .kernel, "\(kernel) \(subject) \(level)", unit: "M points/s", figures(level),
          comparedWith: kernel == .count ? rows.first : counting))
    }
    return rows
  }

  private func rates(_ kernel: Kernel, _ subject: Subject, _ level: InstructionSet, _ effort: Effort) -> [Double] {
    let game = ChaosGame(
      subject.system, framing: subject.framing, height: Self.side, width: Self.side, seed: 1, instructionSet: level)
    let count = ChaosGame.cellCount(height: Self.side, width: Self.side)
    let units = Double(Self.points) / 1e6
    switch kernel {
    case .count:
      var cells = [UInt32](repeating: 0, count: count)
      return cells.withUnsafeMutableBufferPointer { cells in
        effort.rates(units: units) { game.count(points: Self.points, into: cells) }
      }
    case .colour:
      var cells = [UInt64](repeating: 0, count: count)
      return cells.withUnsafeMutableBufferPointer { cells in
        effort.rates(units: units) { game.colour(points: Self.points, into: cells) }
      }
    }
  }
}
