internal import FractalCore
internal import FractalRendering
internal import IFS

/// A small look at an attractor, from which gates judge and embeddings are made.
struct Thumbnail {
  /// Pixels a side.
  static let side = 64
  /// Points of the chaos game: 8 a pixel.
  static let points = 8 * side * side

  /// Memory that is reused.
  struct Scratch {
    fileprivate var cells = [UInt32](repeating: 0, count: ChaosGame.cellCount(height: side, width: side))
    fileprivate var hits = [UInt32](repeating: 0, count: side * side)
  }

  /// What was hit.
  let hits: HitMeasures
  /// What the brightness tells.
  let light: LightMeasures
  /// The brightness.
  let brightness: [UInt8]

  /// Draws the thumbnail of an attractor.
  ///
  /// - Precondition: the genome's family is drawn by the chaos game.
  init(_ genome: Genome, framing: Framing, seed: UInt64, instructionSet: InstructionSet, _ scratch: inout Scratch) {
    scratch.cells.withUnsafeMutableBufferPointer { cells in
      cells.update(repeating: 0)
      switch genome {
      case .affine(let system):
        ChaosGame(
          system, framing: framing, height: Self.side, width: Self.side, seed: seed, instructionSet: instructionSet
        ).count(points: Self.points, into: cells)
      case .flame(let system):
        FlameGame(
          system, framing: framing, height: Self.side, width: Self.side, seed: seed, instructionSet: instructionSet
        ).count(points: Self.points, into: cells)
      case .escapeTime: preconditionFailure("escape-time fractals have no points to count")
      }
    }
    for row in 0..<Self.side {
      // Games count into cells with a border of one on each side.
      let first = (row + 1) * (Self.side + 2) + 1
      scratch.hits.replaceSubrange(
        row * Self.side..<(row + 1) * Self.side, with: scratch.cells[first..<first + Self.side])
    }
    let light = Self.brightness(scratch.hits)
    hits = scratch.hits.withUnsafeBufferPointer(HitMeasures.init)
    self.light = LightMeasures(light)
    brightness = light
  }

  /// Brightness as pictures show it: the square root of log(1 + 12 d), d the density over that of an evenly filled picture, 255
  /// for the white point, which 1 of 200 of the pixels hit exceed.
  static func brightness(_ hits: [UInt32]) -> [UInt8] {
    let occupied = hits.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    guard occupied > 0 else { return [UInt8](repeating: 0, count: hits.count) }
    let white = largest(occupied / 200, of: hits)
    let scale = 1 / level(white)
    // Few numbers of hits occur, and these many times.
    let table = (0...min(white, 255)).map { UInt8((level($0) * scale).squareRoot() * 255 + 0.5) }
    return hits.map { count in
      if count >= white { return 255 }
      if Int(count) < table.count { return table[Int(count)] }
      return UInt8((level(count) * scale).squareRoot() * 255 + 0.5)
    }
  }

  /// The largest number of hits when the `exceeding` largest are left out; these are few, so sorting all would be a waste.
  private static func largest(_ exceeding: Int, of hits: [UInt32]) -> UInt32 {
    // In ascending order.
    var top: [UInt32] = []
    top.reserveCapacity(exceeding + 2)
    for count in hits where top.count <= exceeding || count > top[0] {
      top.insert(count, at: top.firstIndex { $0 >= count } ?? top.count)
      if top.count > exceeding + 1 { top.removeFirst() }
    }
    return top[0]
  }

  /// log(1 + 12 d) of so many hits.
  private static func level(_ hits: UInt32) -> Double {
    hits < levels.count ? levels[Int(hits)] : computedLevel(hits)
  }

  private static let levels = (0..<1024).map { computedLevel(UInt32($0)) }

  private static func computedLevel(_ hits: UInt32) -> Double {
    ElementaryFunctions.log(1 + 12 * Double(hits) * Double(side * side) / Double(points))
  }
}
