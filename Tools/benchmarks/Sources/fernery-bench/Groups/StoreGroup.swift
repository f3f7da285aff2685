import FractalCore
import StoreReader
import StoreWriter

/// Assets of 256 px read a second, from a sealed store in the page cache into a buffer.
///
/// The floor copies as much out of plain memory.
struct StoreGroup {
  let effort: Effort
  let folder: TemporaryFolder

  func rows() throws -> [Row] {
    let count = effort.size(512, quick: 64)
    return try folder.withPath { path in
      let search = try Material.plan(side: 256, points: 10_000, count: count)
      var generator = Generator(plan: GenerationPlan(search: search, licence: "CC0-1.0"), count: count, path: path)
      generator.threads = 1
      _ = try generator.run()
      return try measure(Store(path: path))
    }
  }

  private func measure(_ store: Store) throws -> [Row] {
    let size = store.header.shape.byteCount
    let units = Double(store.count)
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { target.deallocate() }
    let memory = [UInt8](repeating: 1, count: size * store.count)
    let floor = memory.withUnsafeBytes { memory in
      effort.rates(units: units) {
        for place in 0..<store.count {
          target.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[place * size..<(place + 1) * size]))
        }
      }
    }
    func read(_ ids: [Int]) throws -> [Double] {
      try effort.rates(units: units) {
        for id in ids { try store.withPixels(of: id) { target.copyMemory(from: $0) } }
      }
    }
    let floorRow = Row(.store, "copy of as much memory", unit: "images/s", floor)
    return [
      floorRow,
      Row(.store, "read 256 px in order", unit: "images/s", try read(Array(store.ids)), comparedWith: floorRow),
      Row(.store, "read 256 px at random", unit: "images/s", try read(shuffled(store.ids)), comparedWith: floorRow),
    ]
  }

  private func shuffled(_ ids: Range<Int>) -> [Int] {
    var draws = RandomStream(seed: 1, purpose: .testCase).draws()
    var order = Array(ids)
    for place in order.indices.reversed() { order.swapAt(place, draws.below(place + 1)) }
    return order
  }
}
