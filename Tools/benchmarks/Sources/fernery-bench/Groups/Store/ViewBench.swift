import FractalCore
import StoreReader
import StoreWriter

/// Pictures of 36 px a second from a view, which is what training on 32 px reads.
struct ViewBench {
  let effort: Effort
  let folder: TemporaryFolder

  func rows() throws -> [Row] {
    try folder.withPath { path in
      let store = try StoreMaterial.store(
        path, count: effort.size(30_000, quick: 2000), shape: PixelShape(height: 48, width: 48))
      var builder = ViewBuilder(path: path, size: 36)
      builder.threads = 1
      let stopwatch = Stopwatch()
      _ = try builder.run()
      let making = Double(store.count) / stopwatch.seconds(effort.timeBase)
      let view = try ViewReader(of: store, size: 36)
      let order = StoreMaterial.shuffled(view.ids)
      let memory = MemoryFloor(count: order.count, pictureBytes: view.shape.byteCount, batch: 256)
      defer { memory.free() }
      let units = Double(order.count)
      let floor = Row(
        .store, "36 px, memcpy of as much memory", unit: "images/s", effort.rates(units: units) { memory.copy(order) })
      let fill = try effort.rates(units: units) {
        try memory.forEachBatch(order) { try view.fill(ids: $0, into: $1) }
      }
      return [
        floor, Row(.store, "36 px, view, batch fill at random", unit: "images/s", fill, comparedWith: floor),
        Row(.store, "36 px, making the view of 48 px", unit: "images/s", [making]),
      ]
    }
  }
}
