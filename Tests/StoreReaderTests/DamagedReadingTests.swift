import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

/// Damaged pages under readers, by the program `store-fork-probe`: whatever they say, a reader gets bytes or a `StoreError`.
@Suite struct DamagedReadingTests {
  /// Pictures within pages and pictures with pages of their own; each store has a view.
  @Test(arguments: [(PixelShape(height: 16, width: 20), 300, 9), (PixelShape(height: 40, width: 40), 90, 16)])
  func damagedPagesNeverEndAReader(_ shape: PixelShape, count: Int, viewSize: Int) throws {
    let sample = try SampleStore(count: count, shape: shape)
    try sample.finish(sample.create())
    _ = try ViewBuilder(path: sample.path, size: viewSize).run()
    try addDuplicates(sample)
    let mutants = TestScope.isLong ? 20_000 : 160
    let (status, output) = try ForkProbe.run("damage", sample.path, "\(mutants)", "1", "\(viewSize)")
    #expect(status == 0, "\(output)")
    ReliabilityFigure.tell("damaged stores read", mutants, "mutants: \(output)")
  }

  /// Gives one hash all ids, so that the index has a tree within a tree.
  private func addDuplicates(_ sample: SampleStore) throws {
    let environment = try LMDBEnvironment(path: sample.dataPath, mode: .drafting(mapSize: 1 << 26))
    let transaction = try LMDBTransaction(environment, for: .writing)
    let databases = try StoreDatabases(in: transaction)
    let hash = SHA256Digest(of: sample.picture(0)).bytes.prefix(16)
    for id in sample.plan.idRange.dropFirst() {
      try databases.hashes.put(
        withUnsafeBytes(of: UInt64(id).bigEndian) { Array($0) }, at: Array(hash), in: transaction)
    }
    try transaction.commit()
    try environment.synchronize()
  }
}
