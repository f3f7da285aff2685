import FractalCore
import StoreReader
import StoreWriter

/// Reading, writing, opening and verifying stores, against memory, the disk, and PNG in an LMDB.
struct StoreGroup {
  let effort: Effort
  let folder: TemporaryFolder
  /// The usual way in Python; nil leaves it out.
  let peer: PythonPeer?

  func rows() throws -> [Row] {
    try ReadBench(effort: effort, folder: folder, peer: peer).rows()
      + ViewBench(effort: effort, folder: folder).rows()
      + WriteBench(effort: effort, folder: folder).rows()
      + GrowthBench(effort: effort, folder: folder).rows()
  }
}
