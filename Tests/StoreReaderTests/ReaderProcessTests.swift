internal import SystemIO

#if canImport(Glibc)
  import Foundation
  import FractalCore
  import Glibc
  import StoreReader
  import StoreTestSupport
  import StoreWriter
  import TestSupport
  import Testing

  /// Readers in processes of their own: many at once, without any right to write, and killed in the middle.
  @Suite struct ReaderProcessTests {
    @Test func spawnedProcessesReadSealedAndUnsealedStoresAtOnce() throws {
      let count = TestScope.isLong ? 200 : 24
      let sealed = try SampleStore(count: 70)
      try sealed.finish(sealed.create())
      let growing = try SampleStore(count: 40)
      try growing.abandon(after: 30)
      let readers = try (0..<count).map { number in
        let (sample, held) = number % 2 == 0 ? (sealed, 70) : (growing, 30)
        return try StoreWorker.start(["read-once", sample.path, "\(sample.plan.idRange.count)", "\(held)"])
      }
      for reader in readers { reader.waitUntilExit() }
      #expect(readers.allSatisfy { $0.terminationStatus == 0 })
      ReliabilityFigure.tell("spawned readers at once", count, "processes, none read anything else")
      guard case .growing(let session) = try growing.resume() else {
        Issue.record("the store is sealed")
        return
      }
      try growing.finish(session)
    }

    /// Only root can become another user.
    @Test(.enabled(if: getuid() == 0, "only root can become another user"))
    func aUserWithoutPermissionReadsWhatMayBeReadAndWritesNothing() throws {
      let sealed = try SampleStore(count: 10)
      try sealed.finish(sealed.create())
      let growing = try SampleStore(count: 10)
      try growing.abandon(after: 6)
      for sample in [sealed, growing] { chmod(sample.directory.url.path, 0o755) }
      func ends(_ arguments: String...) throws -> Int32 {
        let process = try StoreWorker.start(["as-nobody"] + arguments)
        process.waitUntilExit()
        return process.terminationStatus
      }
      let before = try [sealed, growing].map { try content($0) }
      #expect(try ends("read-once", sealed.path, "10", "10") == 0)
      #expect(try ends("read-once", growing.path, "10", "6") == 0)
      #expect(try ends("verify", sealed.path) == 0)
      #expect(try ends("verify", growing.path) == 0)
      let denied = ErrorCategory.permission.rawStatus
      #expect(try ends("write", growing.path, "10", "2", "/dev/null") == denied)
      #expect(try ends("write", growing.directory.path("new.fernery"), "10", "2", "/dev/null") == denied)
      #expect(try ends("view", sealed.path) == denied)
      #expect(try [sealed, growing].map { try content($0) } == before, "nothing was changed")
      chmod(sealed.dataPath, 0o600)
      #expect(try ends("read-once", sealed.path, "10", "10") == denied)
      chmod(sealed.path, 0o700)
      #expect(try ends("read-once", sealed.path, "10", "10") == denied)
    }

    /// Every file of a sample's directory.
    private func content(_ sample: SampleStore) throws -> [String: Data] {
      var content: [String: Data] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: sample.directory.url.path) {
        // LMDB's table of readers is theirs to write, where they may.
        guard !name.hasSuffix("-lock"), let data = FileManager.default.contents(atPath: sample.directory.path(name))
        else { continue }
        content[name] = data
      }
      return content
    }

    /// A reader that dies in a transaction pins its state, and no page that is freed after it could be used again.
    @Test func aKilledReaderDoesNotMakeTheFileGrowForEver() throws {
      func pages(killing: Bool) throws -> Int {
        let sample = try SampleStore(count: 900, shape: PixelShape(height: 16, width: 16, channels: 1))
        let session = try sample.create()
        try session.append(sample.assets(0..<300))
        if killing {
          let ready = sample.directory.path("ready")
          let reader = try StoreWorker.start(["hold", sample.path, ready])
          while !FileManager.default.fileExists(atPath: ready) && reader.isRunning { usleep(1000) }
          #expect(reader.isRunning)
          kill(reader.processIdentifier, SIGKILL)
          reader.waitUntilExit()
        }
        // Small commits, each of which gives up as many pages as it takes for the indexes.
        while session.nextID < 900 { try session.append(sample.assets(session.nextID..<session.nextID + 2)) }
        let header = try #require(try LMDBFileHeader(file: FileDescriptor(reading: sample.dataPath)))
        return Int(header.lastPage)
      }
      let (usual, withReader) = (try pages(killing: false), try pages(killing: true))
      #expect(withReader < usual + usual / 10, "\(usual) pages without the reader, \(withReader) with it")
      ReliabilityFigure.tell("pages more after a killed reader", max(0, withReader - usual), "of \(usual) pages")
    }
  }

  extension ErrorCategory {
    /// What store-worker ends with.
    fileprivate var rawStatus: Int32 { self == .permission ? 77 : 1 }
  }
#endif
