internal import CKernels
public import FractalCore
public import IFS

/// The chaos game on one affine system: random maps applied one after another draw its attractor.
///
/// Sixteen chains run side by side, each with its own random sequence and all from one point of the attractor. The points
/// depend on system, framing, size and seed alone: neither on the instruction set nor on how many threads render.
///
/// Source: Barnsley and Demko, "Iterated function systems and the global construction of fractals", 1985.
public struct ChaosGame {
  /// The most points that one game may draw: a coloured cell counts below 2^28 hits, and games draw by 32 points.
  public static let maximumPoints = 1 << 28 - 32

  /// Steps of each chain that leave no trace, after which the chains have forgotten where they began.
  static let warmUp: UInt64 = 32

  private var system = ck_affine_system()
  private var chains = ck_chains()
  private let grid: ck_grid
  private let instructionSet: InstructionSet

  /// A game on a grid of `height` x `width` pixels, each of 1 to 4,096, that shows `framing`.
  public init(
    _ system: AffineSystem, framing: Framing, height: Int, width: Int, seed: UInt64,
    instructionSet: InstructionSet = .best
  ) {
    precondition((1...4096).contains(height) && (1...4096).contains(width), "a grid of \(height)x\(width)")
    let viewport = Viewport(framing, height: height, width: width)
    self.init(
      maps: system.maps.map(viewport.conjugate), weights: system.weights,
      start: { viewport.cell($0.x, $0.y) }(system.startingPoint), seed: seed, instructionSet: instructionSet,
      grid: ck_grid(height: Int32(height), width: Int32(width)))
  }

  /// A game in the plane itself, whose orbit can be traced.
  init(tracing system: AffineSystem, seed: UInt64, instructionSet: InstructionSet = .best) {
    self.init(
      maps: system.maps, weights: system.weights, start: system.startingPoint, seed: seed,
      instructionSet: instructionSet, grid: ck_grid(height: 0, width: 0))
  }

  private init(
    maps: [AffineMap], weights: [Float], start: (x: Double, y: Double), seed: UInt64, instructionSet: InstructionSet,
    grid: ck_grid
  ) {
    self.grid = grid
    self.instructionSet = instructionSet
    let table = AliasTable(weights: weights)
    system.slots = Int32(table.slots)
    fill(&system.threshold, table.thresholds)
    fill(&system.alias, table.aliases)
    fill(&system.a, maps.map { $0.a })
    fill(&system.b, maps.map { $0.b })
    fill(&system.c, maps.map { $0.c })
    fill(&system.d, maps.map { $0.d })
    fill(&system.e, maps.map { $0.e })
    fill(&system.f, maps.map { $0.f })
    // Colour coordinates at equal distances over 0...255, halved as the kernel adds them.
    let step = maps.count > 1 ? 127.5 / Float(maps.count - 1) : 0
    fill(&system.half_colour, maps.indices.map { Float($0) * step })
    chains.x = Float(start.x)
    chains.y = Float(start.y)
    let stream = RandomStream(seed: seed, purpose: .chaosGame)
    let blocks = (0..<UInt32(CK_CHAINS)).map { stream.block(0, lane: $0) }
    fill(&chains.seed.0, blocks.map { $0.x })
    fill(&chains.seed.1, blocks.map { $0.y })
    fill(&chains.seed.2, blocks.map { $0.z })
  }

  /// How many cells a grid of this size needs: the picture and a border of one around it, where outliers fall.
  public static func cellCount(height: Int, width: Int) -> Int { (height + 2) * (width + 2) }

  /// Adds one to the cell of each of at least `points` points (the next multiple of 32).
  ///
  /// - Precondition: `cells.count == cellCount`, 0 <= points <= maximumPoints, also in sum over calls into the same cells.
  public func count(points: Int, into cells: UnsafeMutableBufferPointer<UInt32>) {
    checkRoom(points: points, cells: cells.count)
    withPointers { system, chains in
      instructionSet.kernels.pointee.chaos_game.count(
        system, chains, Self.warmUp, Self.steps(points), grid, cells.baseAddress)
    }
  }

  /// Adds a hit and the point's colour coordinate to the cell of each point; see `ColouredCell`.
  ///
  /// - Precondition: as ``count(points:into:)``.
  public func colour(points: Int, into cells: UnsafeMutableBufferPointer<UInt64>) {
    checkRoom(points: points, cells: cells.count)
    ColouredCell.withPacked(cells.count, points: points) { packed in
      withPointers { system, chains in
        instructionSet.kernels.pointee.chaos_game.colour(
          system, chains, Self.warmUp, Self.steps(points), grid, cells.baseAddress, packed)
      }
    }
  }

  /// The coordinates of at least `points` points of the orbit.
  func trace(points: Int) -> (x: [Float], y: [Float]) {
    let steps = Self.steps(points)
    let count = Int(steps) * Int(CK_CHAINS)
    var (x, y) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    withPointers { instructionSet.kernels.pointee.chaos_game.trace($0, $1, Self.warmUp, steps, &x, &y) }
    return (x, y)
  }

  private func checkRoom(points: Int, cells: Int) {
    precondition(cells == Self.cellCount(height: Int(grid.height), width: Int(grid.width)), "cells of another grid")
    precondition((0...Self.maximumPoints).contains(points), "\(points) points; one game draws fewer than 2^28")
  }

  private func withPointers(_ body: (UnsafePointer<ck_affine_system>, UnsafePointer<ck_chains>) -> Void) {
    withUnsafePointer(to: system) { system in withUnsafePointer(to: chains) { chains in body(system, chains) } }
  }

  /// Steps of every chain: an even number, because one random word serves two.
  private static func steps(_ points: Int) -> UInt64 {
    let chains = Int(CK_CHAINS)
    return UInt64((points + 2 * chains - 1) / (2 * chains) * 2)
  }
}

/// How a coloured cell packs what fell into it: hits above bit 36, the sum of 8-bit colour coordinates below.
enum ColouredCell {
  /// The value that one hit adds.
  static func hit(colour: UInt8) -> UInt64 { ck_cell_hit(UInt32(colour)) }
  static func hits(_ cell: UInt64) -> UInt32 { ck_cell_hits(cell) }
  static func colourSum(_ cell: UInt64) -> UInt64 { ck_cell_colours(cell) }

  /// Gives `body` memory of 0 for so many packed cells, in which a game gathers its hits first; or nil where they would be too
  /// few for that to pay.
  static func withPacked(_ count: Int, points: Int, _ body: (UnsafeMutablePointer<UInt32>?) -> Void) {
    guard points >= 4 * count else { return body(nil) }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { packed in
      packed.initialize(repeating: 0)
      body(packed.baseAddress)
    }
  }
}
