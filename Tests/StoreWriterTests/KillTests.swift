#if canImport(Glibc)
  import Foundation
  import FractalCore
  import Glibc
  import StoreReader
  import StoreTestSupport
  import StoreWriter
  import TestSupport
  import Testing

  /// Kills writers at random moments: nothing that was acknowledged is lost, and readers see whole assets only.
  @Suite struct KillTests {
    private static let count = 60

    /// How far the writer said it had come; -1 before it said anything.
    private func acknowledged(_ path: String) -> Int {
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return -1 }
      return text.split(separator: "\n").compactMap { Int($0) }.max() ?? -1
    }

    private static func size(_ path: String) -> Int {
      (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    /// Waits until a writer acknowledges something, or ends.
    private func waitForGrowth(of path: String, from size: Int, _ writer: Process) {
      while Self.size(path) <= size && writer.isRunning { usleep(200) }
    }

    @Test func killedWritersLoseNothingAcknowledged() throws {
      let directory = try TemporaryDirectory()
      let reference = try SampleStore(count: Self.count)
      let root = try reference.finish(reference.create())
      let (path, acks) = (directory.path("s.fernery"), directory.path("acks"))
      let sample = try SampleStore(count: Self.count, at: path)
      var draws = RandomStream(seed: 21, purpose: .testCase).draws()
      // Moments are drawn from as long as a whole run writes here and now, behind the start of its program.
      let whole = try StoreWorker.start([
        "write", directory.path("w.fernery"), "\(Self.count)", "2", directory.path("w"),
      ])
      waitForGrowth(of: directory.path("w"), from: 0, whole)
      let clock = ContinuousClock.now
      whole.waitUntilExit()
      #expect(whole.terminationStatus == 0)
      let longest = UInt32(max(4000, min(5_000_000, (ContinuousClock.now - clock) / .microseconds(1))))
      var finished = 0
      var cutShort = 0
      let rounds = StoreWorker.isLong ? 1000 : 100
      for round in 0..<rounds {
        let reader = round % 2 == 0 ? try StoreWorker.start(["read", path, "\(Self.count)"]) : nil
        let size = Self.size(acks)
        let writer = try StoreWorker.start(["write", path, "\(Self.count)", "2", acks])
        // One in eight while the program starts or makes the store, the others while it writes.
        if round % 8 > 0 { waitForGrowth(of: acks, from: size, writer) }
        usleep(draws.word() % (round % 8 == 0 ? 60_000 : longest))
        kill(writer.processIdentifier, SIGKILL)
        writer.waitUntilExit()
        if let reader {
          #expect(reader.isRunning, "round \(round): a reader saw something else than whole assets")
          kill(reader.processIdentifier, SIGKILL)
          reader.waitUntilExit()
        }
        let said = acknowledged(acks)
        cutShort += said > 0 && said < Self.count ? 1 : 0
        guard FileManager.default.fileExists(atPath: path) else {
          #expect(said < 0, "round \(round): a store is gone that was made")
          continue
        }
        let store = try Store(path: path)
        #expect(store.count >= min(said, Self.count), "round \(round)")
        for id in store.ids {
          let isRight = try store.pixels(of: id) == sample.picture(id)
          #expect(isRight, "round \(round), asset \(id)")
        }
        let report = try #require(try Verifier(path: path).run())
        #expect(report.isSound, "round \(round): \(report.damage)")
        if said > Self.count {
          #expect(store.isSealed && store.root == root)
          finished += 1
          try FileManager.default.removeItem(atPath: path)
          try FileManager.default.removeItem(atPath: acks)
        }
      }
      ReliabilityFigure.tell("writers killed", rounds, "kills, half with a reader, nothing acknowledged lost")
      ReliabilityFigure.tell("writers killed between first and last commit", cutShort, "kills")
      ReliabilityFigure.tell("stores finished all the same", finished, "stores with the same root")
      if FileManager.default.fileExists(atPath: path), case .growing(let session) = try sample.resume() {
        #expect(try sample.finish(session) == root)
      }
    }
  }
#endif
