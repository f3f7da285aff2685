#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// SIGKILL in the middle of what makes stores out of others: nothing is lost, and the same command ends with the same
  /// root.
  @Suite struct StoreKillTests {
    private let folder: TemporaryDirectory
    private static let preset = """
      kind: generation
      name: small
      description: few small assets
      count: 40
      pool: 60
      size: 16
      samplesPerPixel: 400
      families:
        - law: anderson-farrell
      """

    init() throws {
      folder = try TemporaryDirectory()
      try Self.preset.write(toFile: folder.path("small.yaml"), atomically: true, encoding: .utf8)
    }

    /// The root of a finished store; nil for one that is not.
    private func root(_ store: String) throws -> String? {
      let info = try fernery("store", "info", store, "--json", in: folder)
      try #require(info.code == 0, "\(info.stderr)")
      return try info.json()["root"]?.string
    }

    /// Runs a command again and again and kills it at ever later steps of its work on files, until it ends by itself.
    ///
    /// - Parameter check: called after each run.
    /// - Returns: how often it was killed.
    private func runKilled(_ arguments: [String], check: () throws -> Void = {}) throws -> Int {
      let shim = try #require(try Shim.compile("StepShim/steps.c", in: folder))
      defer { try? FileManager.default.removeItem(atPath: shim) }
      var (step, kills) = (2, 0)
      while true {
        let result = try fernery(
          arguments + ["--threads", "1", "--json"], in: folder,
          command: ["LD_PRELOAD=\(shim)", "FERNERY_STEP=\(step)", "FERNERY_STEP_ACTION=kill"])
        try check()
        guard result.ending == .signal(SIGKILL) else {
          #expect(result.code == 0, "\(result.stderr)")
          return kills
        }
        (step, kills) = (step + 1 + step / 4, kills + 1)
      }
    }

    @Test(.slow) func aGrowthThatIsKilledLeavesTheStoreWholeAndGoesOn() throws {
      try fernery("generate", "small.yaml", "--store", "long.fernery", in: folder)
      try fernery("generate", "small.yaml", "--store", "s.fernery", "--count", "15", in: folder)
      let (before, after) = (try root("s.fernery"), try root("long.fernery"))
      var seen: Set<String?> = []
      let kills = try runKilled(["store", "grow", "s.fernery", "small.yaml", "--count", "40", "--batch", "1"]) {
        seen.insert(try root("s.fernery"))
      }
      #expect(kills > 0 && seen.isSubset(of: [before, after]))
      #expect(try root("s.fernery") == after)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix(".") }
      #expect(left == [])
    }

    @Test(.slow) func shardsAndTheirMergeThatAreKilledGiveTheRootOfOneRun() throws {
      try fernery("generate", "small.yaml", "--store", "whole.fernery", in: folder)
      try fernery("search", "small.yaml", "--out", "c.catalog", in: folder)
      for part in 1...2 {
        #expect(try runKilled(["generate", "--catalog", "c.catalog", "--shard", "\(part)/2", "--batch", "1"]) > 0)
      }
      let shards = ["c-1-of-2.fernery", "c-2-of-2.fernery"]
      #expect(try runKilled(["store", "merge"] + shards + ["--out", "m.fernery", "--batch", "1"]) > 0)
      #expect(try root("m.fernery") == root("whole.fernery"))
    }

    @Test func anImportThatIsKilledGoesOn() throws {
      try fernery("generate", "small.yaml", "--store", "s.fernery", in: folder)
      try fernery("store", "export", "s.fernery", "--out", "pngs", in: folder)
      let arguments = ["store", "import", "pngs", "--licence", "CC0-1.0", "--size", "20", "--out"]
      let once = try FerneryProcess(arguments + ["once.fernery", "--json"], in: folder.url.path).wait()
      #expect(try once.json()["refused"]?.array?.count == 1)
      #expect(try runKilled(arguments + ["killed.fernery", "--batch", "1"]) > 0)
      #expect(try root("killed.fernery") == root("once.fernery"))
    }

    @Test func aRepairThatIsKilledLosesNothingAndTheNextOneEndsIt() throws {
      try fernery("generate", "small.yaml", "--store", "s.fernery", in: folder)
      let before = try root("s.fernery")
      try fernery("store", "view", "s.fernery", "--size", "12", in: folder)
      let file = folder.path("s.fernery/assets.mdb")
      var data = try Data(contentsOf: URL(filePath: file))
      for place in stride(from: 3 * data.count / 4, to: data.count, by: 1000) { data[place] ^= 0x55 }
      try data.write(to: URL(filePath: file))
      let kills = try runKilled(["store", "repair", "s.fernery"]) {
        // The damaged store, or the repaired one.
        let now = try Data(contentsOf: URL(filePath: file))
        #expect(try now == data || fernery("store", "verify", "s.fernery", in: folder).code == 0)
      }
      #expect(kills > 0)
      #expect(try root("s.fernery") == before)
      #expect(try fernery("store", "verify", "s.fernery", in: folder).code == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("s.fernery")).contains("view-12.mdb"))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix(".") }
      #expect(left == [])
    }

    @Test func schedulersTellWhichPartIsMeant() throws {
      try fernery("search", "small.yaml", "--count", "4", "--out", "c.catalog", in: folder)
      func run(_ shard: String, _ environment: String...) throws -> FerneryProcess.Result {
        try FerneryProcess(
          ["generate", "--catalog", "c.catalog", "--shard", shard, "--json"], in: folder.url.path,
          command: ["/usr/bin/env"] + environment
        ).wait()
      }
      let slurm = try run("slurm", "SLURM_ARRAY_TASK_ID=1", "SLURM_ARRAY_TASK_COUNT=2", "SLURM_ARRAY_TASK_MIN=1")
      #expect(try slurm.json()["store"]?.string == "c-1-of-2.fernery")
      let kubernetes = try run("k8s", "JOB_COMPLETION_INDEX=1", "JOB_COMPLETIONS=2")
      #expect(try kubernetes.json()["store"]?.string == "c-2-of-2.fernery")
      #expect(try run("k8s", "JOB_COMPLETION_INDEX=1").code == 64)
      #expect(try run("slurm", "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_COUNT=2").code == 64)
      for shard in ["0/2", "3/2", "1/0"] { #expect(try run(shard).code == 64) }
      let merged = try fernery(
        "store", "merge", "c-1-of-2.fernery", "c-2-of-2.fernery", "--out", "m.fernery", "--json", in: folder)
      #expect(try merged.json()["count"]?.int == 4)
    }
  }
#endif
