import Foundation
import FractalCore
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

/// Reading in forked processes, by the program `store-fork-probe`, which stands beside the tests.
@Suite struct ForkTests {
  private func probe(_ arguments: String...) throws -> (status: Int32, output: String) {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let products = (bundle ?? Bundle.main.executableURL ?? URL(filePath: "/")).deletingLastPathComponent()
    let process = Process()
    process.executableURL = products.appending(path: "store-fork-probe")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  @Test func twoHundredForkedProcessesReadASealedStoreAndItsViewAtOnce() throws {
    let sample = try SampleStore(count: 70)
    try sample.finish(sample.create())
    _ = try ViewBuilder(path: sample.path, size: 9).run()
    let (status, output) = try probe(sample.path, "200", "9")
    #expect(status == 0 && output == "0\n", "\(output)")
    ReliabilityFigure.tell("forked readers at once", 200, "processes, none read anything else")
  }

  @Test func forkedProcessesReadAnUnsealedStore() throws {
    let sample = try SampleStore(count: 20)
    try sample.abandon(after: 15)
    let (status, output) = try probe(sample.path, "24")
    #expect(status == 0 && output == "0\n", "\(output)")
    guard case .growing(let session) = try sample.resume() else {
      Issue.record("the store is sealed")
      return
    }
    try sample.finish(session)
  }
}
