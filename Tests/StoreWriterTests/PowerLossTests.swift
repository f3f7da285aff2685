internal import SystemIO

#if canImport(Glibc)
  import Foundation
  import FractalCore
  import StoreReader
  import StoreTestSupport
  import StoreWriter
  import TestSupport
  import Testing

  /// Takes the power away at every moment of a store's making: nothing that was acknowledged is lost.
  @Suite struct PowerLossTests {
    private static let count = 14

    @Test(.slow) func noLossOfPowerLosesWhatWasAcknowledged() throws {
      let directory = try TemporaryDirectory()
      guard let shim = try Shim.compile("PowerLossShim/recorder.c", in: directory) else { return }
      let root = directory.path("disk")
      try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
      let log = directory.path("log")
      // Twice, so that a resumed session is among what is recorded.
      for stop in [6, Self.count] {
        let writer = try StoreWorker.start(
          ["write", root + "/s.fernery", "\(Self.count)", "3", root + "/acks", "\(stop)"],
          environment: ["LD_PRELOAD": shim, "FERNERY_RECORD_ROOT": root, "FERNERY_RECORD_LOG": log])
        writer.waitUntilExit()
        #expect(writer.terminationStatus == 0)
      }
      let record = try PowerLossRecord(log)
      #expect(record.count > 40 && !record.hasMappedWrites)
      #expect(record.acknowledged(before: record.count) == Self.count + 1)
      let reference = try SampleStore(count: Self.count)
      let expected = try reference.finish(reference.create())
      var states = 0
      for moment in 0...record.count {
        let seeds = (0..<(TestScope.isLong ? 24 : 2)).map { PowerLossRecord.Kept.some(seed: UInt64($0)) }
        for (number, kept) in ([.nothing, .everything] + seeds).enumerated() {
          let disk = directory.path("after")
          try? FileManager.default.removeItem(atPath: disk)
          try record.replay(until: moment, keeping: kept, of: root, to: disk)
          try check(disk, record.acknowledged(before: moment), expected, "moment \(moment), \(kept)", goOn: number < 3)
          states += 1
        }
      }
      ReliabilityFigure.tell("moments of lost power", record.count, "moments")
      ReliabilityFigure.tell("disks after lost power", states, "disks, none with a loss")
    }

    /// A kill, or a loss of power, right behind a commit whose last page LMDB never writes.
    @Test func noMomentHasAFileThatIsShorterThanItsStateSays() throws {
      let directory = try TemporaryDirectory()
      guard let shim = try Shim.compile("PowerLossShim/recorder.c", in: directory) else { return }
      let (root, log) = (directory.path("disk"), directory.path("log"))
      try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
      let writer = try StoreWorker.start(
        ["give-back", root + "/data.mdb"],
        environment: ["LD_PRELOAD": shim, "FERNERY_RECORD_ROOT": root, "FERNERY_RECORD_LOG": log])
      writer.waitUntilExit()
      #expect(writer.terminationStatus == 0)
      let record = try PowerLossRecord(log)
      var states = 0
      for moment in 0...record.count {
        for kept in [.nothing, .everything] + (0..<20).map({ PowerLossRecord.Kept.some(seed: $0) }) {
          let disk = directory.path("after")
          try? FileManager.default.removeItem(atPath: disk)
          try record.replay(until: moment, keeping: kept, of: root, to: disk)
          guard let file = try? FileDescriptor(reading: disk + "/data.mdb"), let header = try LMDBFileHeader(file: file)
          else { continue }
          let (size, needed) = (try file.size(), try #require(header.requiredFileSize))
          #expect(size >= needed, "moment \(moment), \(kept)")
          states += 1
        }
      }
      #expect(states > 100)
    }

    private func check(_ disk: String, _ acknowledged: Int?, _ root: SHA256Digest, _ what: String, goOn: Bool) throws {
      let path = disk + "/s.fernery"
      guard FileManager.default.fileExists(atPath: path) else {
        #expect(acknowledged == nil, "\(what): the store is gone")
        return
      }
      do {
        let sample = try SampleStore(count: Self.count, at: path)
        do {
          let store = try Store(path: path)
          #expect(store.count >= min(acknowledged ?? 0, Self.count), "\(what)")
          for id in store.ids {
            let isRight = try store.pixels(of: id) == sample.picture(id)
            #expect(isRight, "\(what), asset \(id)")
          }
          if let acknowledged, acknowledged > Self.count { #expect(store.isSealed && store.root == root, "\(what)") }
        }
        let report = try #require(try Verifier(path: path).run())
        #expect(report.isSound, "\(what): \(report.damage)")
        guard goOn else { return }
        switch try sample.resume() {
        case .growing(let session): #expect(try sample.finish(session) == root, "\(what)")
        case .sealed(let header): #expect(header.root == root, "\(what)")
        }
      } catch {
        Issue.record("\(what), \(acknowledged.map { "\($0)" } ?? "nothing") acknowledged: \(error)")
      }
    }
  }
#endif
