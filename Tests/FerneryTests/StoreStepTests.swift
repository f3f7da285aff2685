#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// What changes a finished store, ended or stopped at every counted step of its work on files.
  ///
  /// `swift test` takes some of the steps, FERNERY_LONG=1 all.
  @Suite struct StoreStepTests {
    enum Change: String, CaseIterable {
      case grow, compact, repair, add, view

      var arguments: [String] {
        switch self {
        case .grow: ["store", "grow", "s.fernery", "small.yaml", "--count", "12", "--quiet"]
        case .compact: ["store", "compact", "s.fernery"]
        case .repair: ["store", "repair", "s.fernery", "--quiet"]
        case .add: ["pack", "add", "other.fernery", "s.fernery", "--quiet"]
        case .view: ["store", "view", "s.fernery", "--size", "8", "--quiet"]
        }
      }

      /// How many assets the store gets.
      var added: Int { self == .grow ? 4 : self == .add ? 6 : 0 }
    }

    private static let preset = """
      kind: generation
      name: small
      description: few small assets
      count: 8
      pool: 60
      size: 16
      samplesPerPixel: 400
      families:
        - law: anderson-farrell
      """

    /// The stores that every run begins with, and the shim.
    private static let start: (folder: TemporaryDirectory, shim: String?) = {
      let folder = try! TemporaryDirectory()
      atexit { try? FileManager.default.removeItem(at: StoreStepTests.start.folder.url) }
      try! preset.write(toFile: folder.path("small.yaml"), atomically: true, encoding: .utf8)
      for arguments in [["s.fernery"], ["other.fernery", "--count", "6", "--seed", "9"]] {
        let made = try! FerneryProcess(["generate", "small.yaml", "--store"] + arguments, in: folder.url.path).wait()
        precondition(made.code == 0, made.stderr)
      }
      try! "mine".write(toFile: folder.path("s.fernery/notes.txt"), atomically: true, encoding: .utf8)
      return (folder, try! Shim.compile("StepShim/steps.c", in: folder))
    }()

    /// A folder with the stores, the first one damaged where something is to be repaired.
    private func folder(for changes: [Change]) throws -> TemporaryDirectory {
      let folder = try TemporaryDirectory()
      for name in ["small.yaml", "s.fernery", "other.fernery"] {
        try FileManager.default.copyItem(atPath: Self.start.folder.path(name), toPath: folder.path(name))
      }
      if changes.contains(.repair) {
        let file = try FileHandle(forUpdating: URL(filePath: folder.path("s.fernery/assets.mdb")))
        try file.seek(toOffset: file.seekToEnd() / 2)
        try file.write(contentsOf: Data(repeating: 0x5A, count: 9))
        try file.close()
      }
      return folder
    }

    private func begin(
      _ change: Change, in folder: TemporaryDirectory, step: Int = 0, _ action: String = "", exchange: Int32? = nil
    ) throws -> FerneryProcess {
      let shim = try #require(Self.start.shim)
      var words = [
        "LD_PRELOAD=\(shim)", "FERNERY_STEP=\(step)", "FERNERY_STEP_ACTION=\(action)",
        "FERNERY_STEP_COUNT=\(folder.path("steps"))",
      ]
      if let exchange { words.append("FERNERY_NO_EXCHANGE=\(exchange)") }
      return try FerneryProcess(change.arguments, in: folder.url.path, command: words)
    }

    /// The steps of a change at which something shall happen.
    private func steps(of change: Change, exchange: Int32? = nil, by distance: Int, from first: Int) throws -> [Int] {
      let folder = try folder(for: [change])
      let result = try begin(change, in: folder, exchange: exchange).wait()
      #expect(result.code == 0, "\(change): \(result.stderr)")
      let text = try String(contentsOfFile: folder.path("steps"), encoding: .utf8)
      let count = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      return Array(stride(from: TestScope.isLong ? 1 : first, through: count, by: TestScope.isLong ? 1 : distance))
    }

    /// The store must be sound, of so many assets, with the file of the user, and nothing else beside it.
    private func check(_ folder: TemporaryDirectory, count: Int, _ about: String) throws {
      let verified = try fernery("store", "verify", "s.fernery", "--json", "--quiet", in: folder)
      #expect(verified.code == 0, "\(about): \(verified.stdout) \(verified.stderr)")
      #expect(try verified.json()["count"]?.int == count, "\(about)")
      #expect(FileManager.default.fileExists(atPath: folder.path("s.fernery/notes.txt")), "\(about)")
      let names =
        try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        + FileManager.default.contentsOfDirectory(atPath: folder.path("s.fernery"))
      #expect(!names.contains { $0.hasPrefix(".") || $0.hasSuffix("lock") }, "\(about): \(names)")
    }

    @Test(.slow, arguments: Change.allCases, [nil, EINVAL])
    func aChangeThatIsKilledAtAnyStepIsEndedByTheSameCommand(_ change: Change, _ exchange: Int32?) throws {
      guard Self.start.shim != nil else { return }
      for step in try steps(of: change, exchange: exchange, by: 11, from: 3) {
        let folder = try folder(for: [change])
        let killed = try begin(change, in: folder, step: step, "kill", exchange: exchange).wait()
        #expect(killed.ending == .signal(SIGKILL))
        // A store to read stands there at every moment.
        #expect(try fernery("store", "info", "s.fernery", in: folder).code == 0, "\(change), step \(step)")
        let again = try begin(change, in: folder, exchange: exchange).wait()
        #expect(again.code == 0, "\(change), step \(step): \(again.stderr)")
        try check(folder, count: 8 + change.added, "\(change), step \(step)")
      }
    }

    @Test(.slow, arguments: Change.allCases)
    func aChangeWhoseCallFailsSaysSoAndIsEndedByTheSameCommand(_ change: Change) throws {
      guard Self.start.shim != nil else { return }
      for step in try steps(of: change, by: 11, from: 5) {
        let folder = try folder(for: [change])
        let failed = try begin(change, in: folder, step: step, "\(EIO)").wait()
        if failed.code == 0 {
          // Such as the removal of what is no longer needed.
          let verified = try fernery("store", "verify", "s.fernery", "--json", "--quiet", in: folder)
          #expect(
            try verified.code == 0 && verified.json()["count"]?.int == 8 + change.added, "\(change), step \(step)")
        } else {
          #expect(failed.code == 74 && failed.stderr.count { $0 == "\n" } == 1, "step \(step): \(failed.stderr)")
        }
        let again = try begin(change, in: folder).wait()
        #expect(again.code == 0, "\(change), step \(step): \(again.stderr)")
        try check(folder, count: 8 + change.added, "\(change), step \(step)")
      }
    }

    /// The system's name of such a folder is no text; what is given is.
    @Test(arguments: [Change.grow, .compact, .add, .view])
    func aStoreInAFolderWhoseNameIsNotUTF8CanBeChanged(_ change: Change) throws {
      let folder = try folder(for: [change])
      // A preset is found by its path.
      let arguments = change.arguments.map { $0 == "small.yaml" ? folder.path($0) : $0 }
      let result = try FerneryProcess(
        arguments, in: folder.url.path,
        command: [
          "/bin/sh", "-c",
          """
          mkdir inner && mv *.fernery inner && mv inner "$(printf 'caf\\351')" && cd caf* && "$@" \
          && mv * .. && cd .. && rmdir caf*
          """, "sh",
        ]
      ).wait()
      #expect(result.code == 0, "\(result.stderr)")
      // The folder that is no text is not looked for.
      let verified = try fernery("store", "verify", "s.fernery", "--json", "--quiet", in: folder)
      #expect(try verified.code == 0 && verified.json()["count"]?.int == 8 + change.added)
    }

    /// One change is stopped at a step, another one runs to its end, and the first one goes on.
    @Test(.slow, arguments: Change.allCases, Change.allCases)
    func ofTwoChangesAtOnceNoneUndoesTheOther(_ first: Change, _ second: Change) throws {
      guard Self.start.shim != nil else { return }
      let start = 1 + 3 * (Change.allCases.firstIndex(of: second) ?? 0)
      for step in try steps(of: first, by: 17, from: start) {
        let about = "\(first) stopped at step \(step) for \(second)"
        let folder = try folder(for: [first, second])
        let stopped = try begin(first, in: folder, step: step, "stop")
        // It ends before where the store is damaged and is not its to repair.
        #expect(stopped.hasStopped || second == .repair, "\(about)")
        let other = try FerneryProcess(second.arguments, in: folder.url.path).wait()
        stopped.send(SIGCONT)
        let one = try stopped.wait()
        for result in [one, other] {
          #expect([0, 65, 73, 75].contains(result.code), "\(about): \(result.stderr)")
          if result.code != 0 { #expect(result.stderr.count { $0 == "\n" } <= 1, "\(about): \(result.stderr)") }
        }
        let done = [(first, one), (second, other)].filter { $0.1.code == 0 }.map { $0.0 }
        if first == .repair || second == .repair {
          guard done.contains(.repair) else { continue }
        } else {
          #expect(!done.isEmpty, "\(about): \(one.stderr) \(other.stderr)")
        }
        try check(folder, count: 8 + Set(done).reduce(0) { $0 + $1.added }, about)
        if done.contains(.view), !done.contains(where: { $0.added > 0 }) {
          #expect(FileManager.default.fileExists(atPath: folder.path("s.fernery/view-8.mdb")), "\(about)")
        }
      }
    }
  }

  extension FerneryProcess {
    /// Waits until the process has stopped or ended, and tells which.
    fileprivate var hasStopped: Bool {
      var info = siginfo_t()
      return waitid(P_PID, id_t(pid), &info, WSTOPPED | WEXITED | WNOWAIT) == 0 && info.si_code == CInt(CLD_STOPPED)
    }
  }
#endif
