internal import CKernels
public import FractalCore
public import IFS

/// The chaos game on one flame.
///
/// A block of up to 1,024 points moves at once, each a chain with a random stream of its own. Points depend on system, framing, size,
/// seed and number of points alone: neither on the instruction set nor on how many threads render.
public struct FlameGame {
  /// Steps of every point that leave no trace, after which the points have come near the attractor.
  static let warmUp: UInt64 = 24

  private var system = ck_flame_system()
  private var game = ck_flame_game()
  private let grid: ck_grid
  private let instructionSet: InstructionSet

  /// A game on a grid of `height` x `width` pixels, each of 1 to 4,096, that shows `framing`.
  public init(
    _ flame: FlameSystem, framing: Framing, height: Int, width: Int, seed: UInt64,
    instructionSet: InstructionSet = .best
  ) {
    precondition((1...4096).contains(height) && (1...4096).contains(width), "a grid of \(height)x\(width)")
    self.init(
      flame, view: Viewport(framing, height: height, width: width).map, seed: seed, instructionSet: instructionSet,
      grid: ck_grid(height: Int32(height), width: Int32(width)))
  }

  /// A game in the plane itself, whose points can be traced.
  init(tracing flame: FlameSystem, seed: UInt64, instructionSet: InstructionSet = .best) {
    self.init(
      flame, view: AffineMap(a: 1, b: 0, c: 0, d: 1, e: 0, f: 0), seed: seed, instructionSet: instructionSet,
      grid: ck_grid(height: 0, width: 0))
  }

  private init(
    _ flame: FlameSystem, view: AffineMap, seed: UInt64, instructionSet: InstructionSet, grid: ck_grid
  ) {
    self.grid = grid
    self.instructionSet = instructionSet
    system.map_count = Int32(flame.maps.count)
    fill(&system.map, flame.maps.map(Self.kernelMap))
    for previous in flame.maps.indices {
      // Draws below a map's bound and not below the one before it choose the map.
      var bound: Int32 = 0
      let bounds = AliasTable.units(flame.weights(after: previous)).map { units in
        bound += Int32(units)
        return bound
      }
      fill(&system.bound, bounds, from: previous * Int(CK_MAX_MAPS))
    }
    let elements = flame.symmetry.elements
    system.symmetry_count = Int32(elements.count)
    fill(&system.symmetry, elements.flatMap { [$0.a, $0.b, $0.c, $0.d] })
    if let final = flame.finalMap {
      system.has_final_map = 1
      system.final_map = Self.kernelMap(final)
    }
    system.view = Self.kernelMap(view)
    let stream = RandomStream(seed: seed, purpose: .chaosGame)
    let blocks = (0..<UInt32(CK_CHAINS)).map { stream.block(0, lane: $0) }
    fill(&game.seed, blocks.map { $0.x } + blocks.map { $0.y } + blocks.map { $0.z })
    game.warm_up = Self.warmUp
  }

  /// Adds one to the cell of each of at least `points` points (at most one a step more).
  ///
  /// - Precondition: `cells.count` is ``ChaosGame/cellCount(height:width:)``, 0 <= points <= ChaosGame.maximumPoints,
  ///   also in sum over calls into the same cells.
  public func count(points: Int, into cells: UnsafeMutableBufferPointer<UInt32>) {
    checkRoom(points: points, cells: cells.count)
    withPointers(points) { _ = instructionSet.kernels.pointee.flame.count($0, $1, grid, cells.baseAddress) }
  }

  /// Adds a hit and the point's colour coordinate to the cell of each point; see `ColouredCell`.
  ///
  /// - Precondition: as ``count(points:into:)``.
  public func colour(points: Int, into cells: UnsafeMutableBufferPointer<UInt64>) {
    checkRoom(points: points, cells: cells.count)
    ColouredCell.withPacked(cells.count, points: points) { packed in
      withPointers(points) { _ = instructionSet.kernels.pointee.flame.colour($0, $1, grid, cells.baseAddress, packed) }
    }
  }

  /// The coordinates of at least `points` drawn points, and how many of them left the plane.
  func trace(points: Int) -> (x: [Float], y: [Float], lost: Int) {
    let (steps, width) = Self.steps(points)
    var (x, y) = ([Float](repeating: 0, count: steps * width), [Float](repeating: 0, count: steps * width))
    var lost: UInt64 = 0
    withPointers(points) { lost = instructionSet.kernels.pointee.flame.trace($0, $1, &x, &y) }
    return (x, y, Int(lost))
  }

  private func checkRoom(points: Int, cells: Int) {
    precondition(
      cells == ChaosGame.cellCount(height: Int(grid.height), width: Int(grid.width)), "cells of another grid")
    precondition(
      (0...ChaosGame.maximumPoints).contains(points), "\(points) points; one game draws fewer than 2^28")
  }

  private func withPointers(
    _ points: Int, _ body: (UnsafePointer<ck_flame_system>, UnsafePointer<ck_flame_game>) -> Void
  ) {
    var game = game
    let (steps, width) = Self.steps(points)
    (game.steps, game.points) = (UInt64(steps), Int32(width))
    withUnsafePointer(to: system) { system in withUnsafePointer(to: game) { game in body(system, game) } }
  }

  /// As few steps as the block allows, and as few points a step as these steps need; below 2^28 points in all.
  private static func steps(_ points: Int) -> (steps: Int, width: Int) {
    let steps = max(1, (points + Int(CK_FLAME_BLOCK) - 1) / Int(CK_FLAME_BLOCK))
    let width = min(Int(CK_FLAME_BLOCK), max(1, (points + steps - 1) / steps))
    return (points == 0 ? 0 : min(steps, (1 << 28 - 1) / width), width)
  }

  static func kernelMap(_ map: AffineMap) -> ck_affine_map {
    ck_affine_map(a: map.a, b: map.b, c: map.c, d: map.d, e: map.e, f: map.f)
  }

  static func kernelMap(_ map: FlameMap) -> ck_flame_map {
    var result = ck_flame_map()
    result.pre = kernelMap(map.pre)
    result.post = kernelMap(map.post ?? AffineMap(a: 1, b: 0, c: 0, d: 1, e: 0, f: 0))
    result.half_colour = map.colour * 127.5
    result.variation_count = Int32(map.variations.count)
    fill(
      &result.variation,
      map.variations.map { variation in
        var term = ck_variation()
        term.kind = Int32(variation.kind.rawValue)
        term.weight = variation.weight
        fill(&term.parameter, variation.parameters)
        return term
      })
    return result
  }
}
