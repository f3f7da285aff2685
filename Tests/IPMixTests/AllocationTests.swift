import Foundation
import Testing

/// What mixing takes from the allocator, counted in a process of its own (see Tests/AllocationProbe).
@Suite struct AllocationTests {
  struct Case {
    var name: String
    var allocationsASample: Double
    var bytesHeld: Int
  }

  /// That no sample allocates can be told of optimised code alone: Tools/test checks the release build.
  @Test func aMixerHoldsLessThanTwoMegabytes() throws {
    let cases = try Self.run()
    // Elsewhere than with glibc nothing can be counted.
    if cases.isEmpty { return }
    #expect(cases.count == 10)
    for one in cases {
      #if !DEBUG
        #expect(one.allocationsASample == 0, "\(one)")
      #endif
      #expect(one.bytesHeld < 2_000_000, "\(one)")
    }
    // The counter counts: a mixer holds at least the planes that it works on.
    #expect(cases.contains { $0.bytesHeld > 1_000_000 })
  }

  static func run() throws -> [Case] {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let products = try #require(bundle ?? Bundle.main.executableURL).deletingLastPathComponent()
    let process = Process()
    process.executableURL = products.appending(path: "ipmix-allocations")
    process.arguments = ["--short"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 3, let count = Double(words[1]), let bytes = Int(words[2]) else { return nil }
      return Case(name: String(words[0]), allocationsASample: count, bytesHeld: bytes)
    }
  }
}
