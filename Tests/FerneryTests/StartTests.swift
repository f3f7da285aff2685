import Foundation
import TestSupport
import Testing

/// Streams, arguments and limits that a process is started with.
@Suite struct StartTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Runs `fernery` by a shell, in which `"$0"` is the program.
  private func shell(_ script: String) throws -> FerneryProcess.Result {
    try fernery(in: folder, command: ["/bin/sh", "-c", script])
  }

  @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
  func aClosedStreamGetsNoFileOfOurs(_ closing: String) throws {
    let result = try shell("\"$0\" generate demo --count 8 --size 16 --pool 60 --store a.fernery \(closing)")
    // The summary cannot be printed where stdout is closed, and that is told; the store is there all the same.
    #expect(result.code == (closing.contains(">&- ") || closing == ">&-" ? 74 : 0), "\(result)")
    #expect(try fernery("store", "verify", "a.fernery", in: folder).code == 0)
    let data = try Data(contentsOf: folder.url.appending(path: "a.fernery/assets.mdb"))
    #expect(data.range(of: Data("searching".utf8)) == nil && data.range(of: Data("rendering".utf8)) == nil)
  }

  @Test(.slow) func aJournalHoldsNoProgressWhereStderrIsClosed() throws {
    let search = "\"$0\" search demo --count 40 --pool 2000 --size 16 --out a.catalog -t 1"
    _ = try shell("\(search) 2>&- & sleep 1; kill -TERM $!; wait $!")
    #expect(try shell("\(search) -q").code == 0)
  }

  @Test(arguments: [
    (["stor", "info"], "did you mean `fernery store`?"),
    (["store", "veriffy", "x"], "did you mean `fernery store verify`?"),
    (["presets", "lst"], "did you mean `fernery presets list`?"),
    (["verify", "x"], "did you mean `fernery store verify`?"),
    (["frobnicate"], "there are generate, search"),
  ])
  func anUnknownCommandIsToldWithWhatWasMeant(_ arguments: [String], _ advice: String) throws {
    let result = try FerneryProcess(arguments, in: folder.url.path).wait()
    #expect(result.ending == .exit(64) && result.stdout.isEmpty)
    #expect(
      result.stderr.hasPrefix("fernery: there is no command `fernery ") && result.stderr.contains(advice), "\(result)")
    #expect(result.stderr.count { $0 == "\n" } == 1)
  }

  @Test func anInvalidValueIsToldWithWhatIsValid() throws {
    try expectUsageError("render", "tree", "--size", "abc", saying: "HEIGHTxWIDTH: 16 to 4096", in: folder)
    try expectUsageError("mix", "x.png", "--views", "many", saying: "1 to 100", in: folder)
    try expectUsageError("store", "view", "x", "--size", "big", saying: "8 to 1024", in: folder)
  }

  @Test func anArgumentThatIsNotUTF8IsRefused() throws {
    let result = try shell("\"$0\" store info \"$(printf 'caf\\351')\"")
    #expect(result.ending == .exit(64))
    #expect(result.stderr.hasPrefix("fernery: argument 3 is `caf") && result.stderr.contains("not UTF-8"))
  }

  @Test func controlBackslashEndsAtOnceAndQuietly() throws {
    let process = try FerneryProcess(
      ["search", "demo", "--count", "100", "--pool", "500000", "--size", "16", "-q"], in: folder.url.path)
    process.waitUntilItListens()
    process.send(SIGQUIT)
    let result = try process.wait()
    #expect(result.ending == .signal(SIGQUIT) && result.stderr.isEmpty && result.stdout.isEmpty, "\(result)")
  }

  @Test func aLimitOfFileSizesIsToldAsSuch() throws {
    let result = try shell("ulimit -f 40; \"$0\" generate demo --count 40 --size 64 --pool 100 --store a.fernery -q")
    #expect(result.ending == .exit(74) && result.stderr.contains("ulimit -f"), "\(result)")
  }

  @Test func aLimitOfOpenFilesIsToldAsSuch() throws {
    let result = try shell("ulimit -n 5; \"$0\" store verify '\(TestStores.done)'")
    #expect(result.code == 74 || result.code == 0, "\(result)")
    if result.code == 74 { #expect(result.stderr.contains("ulimit -n"), "\(result)") }
  }

  #if os(Linux)
    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func commandsWorkWithoutProc() throws {
      let script = "mount -t tmpfs none /proc 2>/dev/null || exit 99; exec \"$0\" store verify nothing.fernery"
      let result = try fernery(in: folder, command: ["unshare", "-m", "/bin/sh", "-c", script])
      // A container may be forbidden to mount.
      guard result.code != 99, !result.stderr.contains("unshare") else { return }
      #expect(result.ending == .exit(66) && result.stderr.contains("no store at nothing.fernery"), "\(result)")
    }
  #endif
}
