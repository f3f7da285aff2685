import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import Synchronization
import SystemIO
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc

  /// A tmpfs of a few MiB, mounted for one test; nil where the process may not mount.
  private final class SmallDisk {
    let path: String
    private let directory: TemporaryDirectory

    init?(kibibytes: Int) throws {
      directory = try TemporaryDirectory()
      path = directory.url.path
      guard mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else { return nil }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }
  }

  @Suite struct DiskFullTests {
    /// Fills disks of many sizes, so that creation, appending and sealing each meet the end of one.
    @Test(.slow) func aFullDiskIsAClearErrorAndLosesNothingCommitted() throws {
      let shape = PixelShape(height: 64, width: 64)
      let sample = try SampleStore(count: 40, shape: shape)
      let root = try sample.finish(sample.create())
      var endings: Set<String> = []
      var disks = 0
      // A step of a page meets every commit at every place of it.
      for kibibytes in stride(from: 8, through: 1200, by: TestScope.isLong ? 4 : 36) {
        guard let disk = try SmallDisk(kibibytes: kibibytes) else { return }
        disks += 1
        let path = disk.path + "/s.fernery"
        var committed = 0
        do {
          let session = try StoreSession.create(path: path, plan: sample.plan, catalog: sample.catalog)
          while session.nextID < 40 {
            try session.append(sample.assets(session.nextID..<session.nextID + 4))
            committed = session.nextID
          }
          #expect(try session.seal() == root)
          endings.insert("sealed")
          continue
        } catch let error as StoreWriterError {
          #expect(error.category == .inputOutput, "\(error)")
          #expect(error.code == .noSpace || error.message.contains("full"), "\(error)")
        }
        if (try? PathKind(of: path)) == .missing {
          endings.insert("not made")
          continue
        }
        let store = try Store(path: path)
        #expect(store.count == committed && !store.isSealed)
        for id in store.ids { #expect(try store.pixels(of: id) == sample.picture(id)) }
        endings.insert(committed == 40 ? "not sealed" : "not complete")
      }
      #expect(endings.isSuperset(of: ["not made", "not complete", "sealed"]), "\(endings)")
      ReliabilityFigure.tell("disks that became full", disks, "sizes, nothing committed lost")
    }

    @Test func aViewThatDoesNotFitLeavesNothing() throws {
      let sample = try SampleStore(count: 40, shape: PixelShape(height: 64, width: 64))
      try sample.finish(sample.create())
      guard let disk = try SmallDisk(kibibytes: 1000) else { return }
      let path = disk.path + "/s.fernery"
      try FileManager.default.copyItem(atPath: sample.path, toPath: path)
      // A process that was forked meanwhile has the file open, and must not keep its room.
      let fork = Mutex<ForkedHolder?>(nil)
      let forking = TaskMonitor(
        report: { _, _, _ in fork.withLock { $0 = $0 ?? (try? ForkedHolder()) } }, isCancelled: { false })
      let error = #expect(throws: StoreWriterError.self) {
        try ViewBuilder(path: path, size: 200).run(monitor: forking)
      }
      #expect(fork.withLock { $0 != nil })
      #expect(error?.category == .inputOutput, "\(String(describing: error))")
      #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["assets.mdb", "seal.json"])
      #expect(try ViewBuilder(path: path, size: 16).run().fileSize != nil)
    }

    @Test func aFullDiskThatGetsRoomIsGoneOnWith() throws {
      let sample = try SampleStore(count: 40, shape: PixelShape(height: 64, width: 64))
      let root = try sample.finish(sample.create())
      guard let disk = try SmallDisk(kibibytes: 400) else { return }
      let path = disk.path + "/s.fernery"
      do {
        let session = try StoreSession.create(path: path, plan: sample.plan, catalog: sample.catalog)
        #expect(throws: StoreWriterError.self) { try sample.finish(session) }
      }
      #expect(mount("tmpfs", disk.path, "tmpfs", UInt(MS_REMOUNT), "size=4m") == 0)
      guard
        case .growing(let session) = try StoreSession.resume(
          path: path, planHash: sample.plan.planHash, rendererVersion: 1, shape: sample.plan.shape, idRange: 0..<40)
      else { return }
      #expect(session.nextID > 0 && session.nextID < 40)
      #expect(try sample.finish(session) == root)
    }
  }
#endif
