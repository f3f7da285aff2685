import Foundation
import FractalCore
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

/// Reading in forked processes, by the program `store-fork-probe`, which stands beside the tests.
@Suite struct ForkTests {
  @Test func twoHundredForkedProcessesReadASealedStoreAndItsViewAtOnce() throws {
    let sample = try SampleStore(count: 70)
    try sample.finish(sample.create())
    _ = try ViewBuilder(path: sample.path, size: 9).run()
    let (status, output) = try ForkProbe.run(sample.path, "200", "9")
    #expect(status == 0 && output == "0\n", "\(output)")
    ReliabilityFigure.tell("forked readers at once", 200, "processes, none read anything else")
  }

  /// 1,000 in all, since the tests of the Python package fork 4,000.
  @Test(.slow) func threadsOfAForkedProcessBeginToReadAtOnce() throws {
    let sample = try SampleStore(count: 70)
    try sample.finish(sample.create())
    _ = try ViewBuilder(path: sample.path, size: 9).run()
    let growing = try SampleStore(count: 20)
    try growing.abandon(after: 15)
    for (path, view) in [(sample.path, ["9"]), (growing.path, [])] {
      let (status, output) = try ForkProbe.run(["contend", path, "500"] + view)
      #expect(status == 0 && output == "0\n", "\(output)")
    }
  }

  @Test func forkedProcessesReadAnUnsealedStore() throws {
    let sample = try SampleStore(count: 20)
    try sample.abandon(after: 15)
    let (status, output) = try ForkProbe.run(sample.path, "24")
    #expect(status == 0 && output == "0\n", "\(output)")
    guard case .growing(let session) = try sample.resume() else {
      Issue.record("the store is sealed")
      return
    }
    try sample.finish(session)
  }
}
