import ArgumentParser
import Foundation
import FractalCore
import FractalRendering
import FractalSearch
import IFS
import Presets
import StoreWriter

/// The generator beside its peers: kernels by level, the whole way onto the disk, and what others' ways reach here.
///
/// The limit of any kernel is a replay of the histogram alone: cells in an order that was fixed before. Peers run between
/// the rows, on the same core; without their Python there are no rows of theirs.
struct GeneratorGroup {
  let effort: Effort
  let folder: TemporaryFolder
  /// The usual ways in Python; nil leaves them out.
  let peer: PythonPeer?

  private static let side = 256
  private static let cellCount = ChaosGame.cellCount(height: side, width: side)
  private static let points = 1 << 22

  func rows() throws -> [Row] {
    let peers = try peerRows()
    let iterate = peers.first { $0.name.hasPrefix("numba iterate") }
    let pipeline = peers.first { $0.name.hasPrefix("numba pipeline") }
    var rows = peers
    let affine = try Material.specifications(side: Self.side, points: 100_000, count: effort.size(12, quick: 4))
    rows.append(row("replayed histogram", affine.map(replay)))
    let limit = rows.last
    for level in InstructionSet.supported {
      rows.append(row("affine count \(level)", affine.map { count($0, level) }, comparedWith: iterate ?? limit))
      rows.append(row("affine count \(level) of the limit", affine.map { count($0, level) }, comparedWith: limit))
      rows.append(row("affine colour \(level)", affine.map { colour($0, level) }))
    }
    var plan = try PresetLibrary.generation("flames").plan
    plan.pool = effort.size(96, quick: 32)
    let flames = try Search.run(plan, count: effort.size(24, quick: 8), threads: 1).catalog.specifications
    for level in InstructionSet.supported {
      rows.append(row("flame colour \(level)", flames.map { colour($0, level) }))
    }
    let windows = try Material.escapeTime(side: Self.side, count: effort.size(24, quick: 6))
    for level in InstructionSet.supported {
      rows.append(Row(.generator, "escape time, 4 samples/px \(level)", unit: "images/s", try render(windows, level)))
    }
    for choice in [Material.Choice.none, .ofFour] {
      rows.append(
        Row(
          .generator, "\(choice.rawValue), 100 k points", unit: "images/s", try whole(points: 100_000, choice),
          comparedWith: pipeline))
    }
    let usual = try whole(points: 12 * Self.side * Self.side, .none)
    rows.append(Row(.generator, "sample to store, 12 samples/px", unit: "images/s", usual))
    return rows
  }

  private func row(_ name: String, _ figures: [Double], comparedWith other: Row? = nil) -> Row {
    Row(.generator, name, unit: "M points/s", figures, comparedWith: other)
  }

  /// A shorter repetition, because there are many systems.
  private var short: Effort {
    var short = effort
    short.seconds = effort.seconds / 5
    return short
  }

  private func median(_ call: () -> Void) -> Double {
    Row.median(short.rates(units: Double(Self.points) / 1e6, call).sorted())
  }

  /// The specification's hits once more, in a random order, by nothing but adding one to each cell.
  private func replay(_ specification: AssetSpec) -> Double {
    var cells = [UInt32](repeating: 0, count: Self.cellCount)
    guard case .affine(let system) = specification.genome else { return 0 }
    let game = ChaosGame(system, framing: specification.framing, height: Self.side, width: Self.side, seed: 1)
    cells.withUnsafeMutableBufferPointer { game.count(points: 1 << 16, into: $0) }
    var order = cells.indices.flatMap { [UInt32](repeating: UInt32($0), count: Int(cells[$0])) }
    var draws = RandomStream(key: 1).draws()
    for place in order.indices.reversed() { order.swapAt(place, draws.below(place + 1)) }
    return cells.withUnsafeMutableBufferPointer { cells in
      order.withUnsafeBufferPointer { order in
        median {
          for _ in 0..<Self.points / order.count {
            for cell in order { cells[Int(cell)] &+= 1 }
          }
        }
      }
    }
  }

  private func count(_ specification: AssetSpec, _ level: InstructionSet) -> Double {
    guard case .affine(let system) = specification.genome else { return 0 }
    let game = ChaosGame(
      system, framing: specification.framing, height: Self.side, width: Self.side, seed: 1, instructionSet: level)
    var cells = [UInt32](repeating: 0, count: Self.cellCount)
    return cells.withUnsafeMutableBufferPointer { cells in median { game.count(points: Self.points, into: cells) } }
  }

  private func colour(_ specification: AssetSpec, _ level: InstructionSet) -> Double {
    var cells = [UInt64](repeating: 0, count: Self.cellCount)
    return cells.withUnsafeMutableBufferPointer { cells in
      if case .flame(let system) = specification.genome {
        let game = FlameGame(
          system, framing: specification.framing, height: Self.side, width: Self.side, seed: 1, instructionSet: level)
        return median { game.colour(points: Self.points, into: cells) }
      }
      guard case .affine(let system) = specification.genome else { return 0 }
      let game = ChaosGame(
        system, framing: specification.framing, height: Self.side, width: Self.side, seed: 1, instructionSet: level)
      return median { game.colour(points: Self.points, into: cells) }
    }
  }

  /// Images a second of the renderer alone, one figure a picture.
  private func render(_ specifications: [AssetSpec], _ level: InstructionSet) throws -> [Double] {
    var renderer = Renderer(instructionSet: level)
    return try specifications.map { specification in
      Row.median(try short.rates(units: 1) { _ = try renderer.render(specification) }.sorted())
    }
  }

  /// Images a second from the first proposal to the sealed store, on one thread.
  private func whole(points: Int, _ choice: Material.Choice) throws -> [Double] {
    let count = effort.size(1000, quick: 100)
    return try (0...max(3, effort.repetitions - 2)).map { _ in
      try folder.withPath { path in
        let search = try Material.plan(side: Self.side, points: points, count: count, choice: choice)
        var generator = Generator(plan: GenerationPlan(search: search, licence: "CC0-1.0"), count: count, path: path)
        generator.threads = 1
        let stopwatch = Stopwatch()
        _ = try generator.run(monitor: .silent)
        return Double(count) / stopwatch.seconds(effort.timeBase)
      }
    }.dropFirst().map { $0 }
  }

  private struct Peer: Decodable {
    var name: String
    var unit: String
    var median: Double
    var min: Double
    var max: Double
  }

  private func peerRows() throws -> [Row] {
    guard let peer else { return [] }
    let options = (effort.isQuick ? ["--quick"] : []) + (effort.timeBase == .processor ? ["--processor-time"] : [])
    let peers: [Peer] = try peer.run(options)
    return peers.map {
      Row(.generator, $0.name, unit: $0.unit, [$0.min, $0.median, $0.max])
    }
  }
}
