import Foundation
import FractalCore
import StoreReader
import SystemIO

@testable import StoreWriter

/// Where an asset's value lies in a store's file: the one that readers get, not what older pages still hold.
func livePlace(_ path: String, _ database: StoreDatabase, _ id: Int) throws -> PageSpan {
  let file = try FileDescriptor(reading: path + "/assets.mdb")
  let pages = PageFile(file, size: try file.size(), pageSize: 4096)
  guard let state = CommittedState(pages, { _ in }) else { throw CocoaError(.fileReadCorruptFile) }
  var found: PageSpan?
  let wanted = withUnsafeBytes(of: UInt64(id).bigEndian) { Array($0) }
  _ = state.visit(database, { _ in }) { key, span in
    if key == wanted { found = span }
  }
  guard let found else { throw CocoaError(.fileReadCorruptFile) }
  return found
}
