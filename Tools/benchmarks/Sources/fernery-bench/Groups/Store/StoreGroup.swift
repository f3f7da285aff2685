import FractalCore
import StoreReader
import StoreWriter

/// Reading, writing, opening and verifying stores, against memory, the disk, and PNG in an LMDB.
struct StoreGroup {
  let effort: Effort
  let folder: TemporaryFolder
  /// The usual way in Python; nil leaves it out.
  let peer: PythonPeer?

  func measure(_ report: ([Row]) -> Void) throws {
    report(try ReadBench(effort: effort, folder: folder, peer: peer).rows())
    report(try ViewBench(effort: effort, folder: folder).rows())
    report(try WriteBench(effort: effort, folder: folder).rows())
    report(try GrowthBench(effort: effort, folder: folder).rows())
  }
}
