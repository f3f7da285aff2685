#if canImport(Glibc)
  import Foundation
  import FractalCore
  import Glibc
  import StoreReader
  import StoreTestSupport
  import StoreWriter
  import TestSupport
  import Testing

  /// Kills writers at random steps of their work on files: nothing that was acknowledged is lost, and readers see whole assets only.
  @Suite struct KillTests {
    private static let count = 60

    /// How far the writer said it had come; -1 before it said anything.
    private func acknowledged(_ path: String) -> Int {
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return -1 }
      return text.split(separator: "\n").compactMap { Int($0) }.max() ?? -1
    }

    @Test(.slow) func killedWritersLoseNothingAcknowledged() throws {
      let directory = try TemporaryDirectory()
      let reference = try SampleStore(count: Self.count)
      let root = try reference.finish(reference.create())
      let (path, acks) = (directory.path("s.fernery"), directory.path("acks"))
      let sample = try SampleStore(count: Self.count, at: path)
      var draws = RandomStream(seed: 21, purpose: .testCase).draws()
      let shim = try #require(try Shim.compile("StepShim/steps.c", in: directory))
      let steps = directory.path("steps")
      let whole = try StoreWorker.start(
        ["write", directory.path("w.fernery"), "\(Self.count)", "2", directory.path("w")],
        environment: ["LD_PRELOAD": shim, "FERNERY_STEP_COUNT": steps])
      whole.waitUntilExit()
      #expect(whole.terminationStatus == 0)
      let count = try #require(Int(String(contentsOfFile: steps, encoding: .utf8).dropLast()))
      var finished = 0
      var cutShort = 0
      let rounds = TestScope.isLong ? 1000 : 100
      for round in 0..<rounds {
        let reader = round % 2 == 0 ? try StoreWorker.start(["read", path, "\(Self.count)"]) : nil
        let writer = try StoreWorker.start(
          ["write", path, "\(Self.count)", "2", acks],
          environment: ["LD_PRELOAD": shim, "FERNERY_STEP": "\(1 + draws.below(count))", "FERNERY_STEP_ACTION": "kill"])
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
      #expect(cutShort > 0)
      ReliabilityFigure.tell("stores finished all the same", finished, "stores with the same root")
      if FileManager.default.fileExists(atPath: path), case .growing(let session) = try sample.resume() {
        #expect(try sample.finish(session) == root)
      }
    }
  }
#endif
