import Foundation
import FractalCore
import Synchronization
import SystemIO
import Testing

@Suite struct ForkSafetyTests {
  /// Swift's Mutex hangs or traps in a forked child, and these modules are used in such; atomics are fine.
  @Test(arguments: ["FractalCore", "StoreReader", "IPMix", "FerneryABI"])
  func whatIsUsedInForkedProcessesHasNoMutexOfSwift(_ module: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appending(path: "Sources/\(module)")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    #expect(!files.isEmpty)
    for file in files {
      let lines = try String(contentsOf: folder.appending(path: file), encoding: .utf8).split(separator: "\n")
      let code = lines.filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
      #expect(!code.contains { $0.contains("Mutex<") || $0.contains("Mutex(") }, "\(module)/\(file): use Lock")
    }
  }

  @Test func aLockLetsOneThreadInAtATime() {
    let count = Lock(0)
    let inside = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    Parallel.forEach(10_000, threads: 8) { _, _ in
      count.withLock {
        most.max(inside.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
        $0 += 1
        inside.subtract(1, ordering: .relaxed)
      }
    }
    #expect(count.withLock { $0 } == 10_000 && most.load(ordering: .relaxed) == 1)
  }

  @Test func aLockThrowsWhatItsBodyThrowsAndIsFreeThen() {
    struct Failure: Error {}
    let lock = Lock(1)
    #expect(throws: Failure.self) { try lock.withLock { (_) throws(Failure) in throw Failure() } }
    #expect(lock.withLock { $0 } == 1)
  }
}
