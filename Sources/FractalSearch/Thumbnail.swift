internal import FractalCore
internal import FractalRendering
internal import IFS

/// A small look at an attractor, from which gates judge and embeddings are made.
struct Thumbnail {
  /// Pixels a side.
  static let side = 64

  /// Memory that is reused.
  struct Scratch {
    fileprivate var cells = [UInt32](repeating: 0, count: ChaosGame.cellCount(height: side, width: side))
    fileprivate var hits = [UInt32](repeating: 0, count: side * side)
  }

  /// The hits of 8 points a pixel, for which the gates' thresholds are set.
  let hits: HitMeasures
  /// The measures of brightness for as many points.
  let light: LightMeasures

  private let genome: Genome
  private let framing: Framing
  private let seed: UInt64
  private let instructionSet: InstructionSet

  /// Draws the thumbnail of an attractor.
  ///
  /// - Precondition: the genome's family is drawn by the chaos game.
  init(_ genome: Genome, framing: Framing, seed: UInt64, instructionSet: InstructionSet, _ scratch: inout Scratch) {
    (self.genome, self.framing, self.seed, self.instructionSet) = (genome, framing, seed, instructionSet)
    scratch.cells.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    Self.count(Self.judgedPoints, genome, framing, seed: seed, instructionSet, &scratch)
    light = LightMeasures(ThumbnailLight(pointsPerPixel: Self.judgedPoints).brightness(scratch.hits))
    hits = scratch.hits.withUnsafeBufferPointer(HitMeasures.init)
  }

  /// The brightness of the whole picture, as ``ThumbnailLight`` has it: with more points than gates ask for, whose grain would be
  /// taken for texture.
  ///
  /// - Parameter scratch: as the initialiser left it.
  func portrait(_ scratch: inout Scratch) -> [UInt8] {
    let points = genome.family == .flame ? Self.flamePoints : Self.affinePoints
    // Another seed, because with the same one the game would visit the same points again.
    Self.count(points - Self.judgedPoints, genome, framing, seed: ~seed, instructionSet, &scratch)
    return ThumbnailLight(pointsPerPixel: points).brightness(scratch.hits)
  }

  /// Points a pixel: those by which the gates judge, and those of portraits.
  ///
  /// Flames are soft, and need the most.
  private static let (judgedPoints, affinePoints, flamePoints) = (8, 16, 32)

  /// Goes on counting, `points` for each pixel.
  private static func count(
    _ points: Int, _ genome: Genome, _ framing: Framing, seed: UInt64, _ instructionSet: InstructionSet,
    _ scratch: inout Scratch
  ) {
    let total = points * side * side
    scratch.cells.withUnsafeMutableBufferPointer { cells in
      switch genome {
      case .affine(let system):
        ChaosGame(
          system, framing: framing, height: side, width: side, seed: seed, instructionSet: instructionSet
        ).count(points: total, into: cells)
      case .flame(let system):
        FlameGame(
          system, framing: framing, height: side, width: side, seed: seed, instructionSet: instructionSet
        ).count(points: total, into: cells)
      case .escapeTime: preconditionFailure("escape-time fractals have no points to count")
      }
    }
    for row in 0..<side {
      // Games count into cells with a border of one on each side.
      let first = (row + 1) * (side + 2) + 1
      scratch.hits.replaceSubrange(row * side..<(row + 1) * side, with: scratch.cells[first..<first + side])
    }
  }
}
