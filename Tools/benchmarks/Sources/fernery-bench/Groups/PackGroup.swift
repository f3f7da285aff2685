import Foundation
import FractalCore
import FractalImageIO
import FractalPack
import StoreReader
import StoreWriter
import SystemIO

/// Packs of 256 px made, verified and unpacked on all processors, and what their PNGs alone take of it.
///
/// MB are of pixels. `Tools/bench pack` alone is not pinned to one core.
struct PackGroup {
  let effort: Effort
  let folder: TemporaryFolder

  func rows() throws -> [Row] {
    let count = effort.size(768, quick: 48)
    return try folder.withPath { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      let store = "\(path)/s.fernery"
      let search = try Material.plan(side: 256, points: 2_000_000, count: count)
      _ = try Generator(plan: GenerationPlan(search: search, licence: "CC0-1.0"), count: count, path: store).run()
      return try measure(store, in: path)
    }
  }

  private func measure(_ path: String, in folder: String) throws -> [Row] {
    let store = try Store(path: path)
    let pictures = try store.ids.map { try store.pixels(of: $0) }
    let files = try pictures.map { try PNG.encode($0, compression: .unfiltered) }
    let pack = "\(folder)/pack"
    let encode = try rates(pictures.count) {
      Parallel.forEach(pictures.count, threads: Parallel.processorCount) { place, _ in
        _ = try? PNG.encode(pictures[place], compression: .unfiltered)
      }
    }
    let decode = try rates(files.count) {
      Parallel.forEach(files.count, threads: Parallel.processorCount) { place, _ in _ = try? PNG.decode(files[place]) }
    }
    let create = try rates(pictures.count) {
      try? FileManager.default.removeItem(atPath: pack)
      let settings = PackSettings(date: "2026-11-25")
      _ = try PackCreator(store: path, output: .folder(pack), settings: settings).run()
    }
    let verify = try rates(pictures.count) { _ = try PackVerifier(location: pack).run() }
    let target = "\(folder)/u.fernery"
    let unpack = try rates(pictures.count) {
      try? FileManager.default.removeItem(atPath: target)
      _ = try PackUnpacker(location: pack, path: target).run()
    }
    let encodeRow = Row(.pack, "PNG encoding alone", unit: "assets/s", encode)
    let decodeRow = Row(.pack, "PNG decoding alone", unit: "assets/s", decode)
    let megabytes = Double(store.header.shape.byteCount) / 1e6
    func both(_ name: String, _ figures: [Double], _ png: Row) -> [Row] {
      [
        Row(.pack, name, unit: "assets/s", figures, comparedWith: png),
        Row(.pack, name + ", pixels", unit: "MB/s", figures.map { $0 * megabytes }),
      ]
    }
    let share = Double(files.reduce(0) { $0 + $1.count }) / Double(pictures.reduce(0) { $0 + $1.pixels.count })
    return [encodeRow, decodeRow] + both("create", create, encodeRow) + both("verify", verify, decodeRow)
      + both("unpack", unpack, decodeRow) + [Row(.pack, "PNG bytes of pixel bytes", unit: "share", [share])]
  }

  private func rates(_ units: Int, _ call: () throws -> Void) throws -> [Double] {
    try effort.rates(units: Double(units), call)
  }
}
