import FractalCore
import StoreReader
import StoreWriter

/// Reading, writing, opening and verifying stores, against memory, the disk, and PNG in an LMDB.
struct StoreGroup {
  let effort: Effort
  let folder: TemporaryFolder
  /// The checkout.
  let root: String

  func rows() throws -> [Row] {
    try ReadBench(effort: effort, folder: folder, root: root).rows()
      + ViewBench(effort: effort, folder: folder).rows()
      + WriteBench(effort: effort, folder: folder).rows()
      + GrowthBench(effort: effort, folder: folder).rows()
  }
}
