import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import TestSupport
import Testing

@testable import StoreWriter

/// Flips bits and cuts files, many times over: all of it is found and mended, and nothing ends a process.
///
/// FERNERY_LONG=1 asks for the long form: 2,000 flips and 500 cuts.
@Suite struct DamageTests {
  /// What became of a number of damaged stores.
  private struct Tally {
    var damaged = 0
    var found = 0
    var unused = 0
    var repaired = 0
    var corrected = 0
    var regrown = 0
    var withCatalog = 0

    func tell(_ what: String) {
      ReliabilityFigure.tell(what, damaged, "stores")
      ReliabilityFigure.tell("\(what): found", found, "stores")
      ReliabilityFigure.tell("\(what): of these in unused bytes alone", unused, "stores")
      ReliabilityFigure.tell("\(what): repaired to the same root", repaired, "stores")
      ReliabilityFigure.tell("\(what): by a block's checksum", corrected, "stores")
      ReliabilityFigure.tell("\(what): with regrown assets", regrown, "stores")
      ReliabilityFigure.tell("\(what): with the catalog given", withCatalog, "stores")
    }
  }

  private func verify(_ path: String, child: Bool) throws -> VerificationReport {
    var verifier = Verifier(path: path)
    verifier.threads = 1
    verifier.walker = child ? StoreWorker.walker : nil
    return try #require(try verifier.run())
  }

  /// Verifies, repairs, verifies.
  private func check(
    _ grown: GrownStore, catalog: [[UInt8]], what: String, child: Bool, correctsBits: Bool, _ tally: inout Tally
  ) throws {
    tally.damaged += 1
    let report = try verify(grown.path, child: child)
    #expect(!report.isSound, "\(what) was not found")
    #expect(report.damage.allSatisfy { !$0.text.contains("signal") }, "\(what): \(report.damage)")
    tally.found += report.isSound ? 0 : 1
    tally.unused += report.onlyUnusedBytesAltered ? 1 : 0
    var repairer = Repairer(path: grown.path)
    (repairer.threads, repairer.correctsBits, repairer.walker) = (1, correctsBits, child ? StoreWorker.walker : nil)
    // Where no record is left, the preset tells it, as it does the catalog.
    repairer.licence = "CC-BY-4.0"
    var outcome = try #require(try repairer.run())
    if !outcome.isWhole {
      #expect(!outcome.missingSpecifications.isEmpty && !correctsBits, "\(what): \(outcome)")
      repairer.catalog = catalog
      outcome = try #require(try repairer.run())
      tally.withCatalog += 1
    }
    #expect(outcome.root == grown.root && outcome.isWhole, "\(what): \(outcome)")
    let after = try verify(grown.path, child: false)
    #expect(after.isSound && after.root == grown.root, "\(what): \(after.damage)")
    tally.repaired += after.isSound && after.root == grown.root ? 1 : 0
    tally.corrected += outcome.correctedBits > 0 ? 1 : 0
    tally.regrown += outcome.regrown.isEmpty ? 0 : 1
  }

  private func restore(_ grown: GrownStore, _ data: [UInt8], _ seal: Data) throws {
    try grown.write(data)
    try seal.write(to: URL(filePath: grown.path + "/seal.json"))
  }

  @Test(.slow) func everyFlippedBitIsFoundAndRepaired() throws {
    let grown = try GrownStore()
    let data = try grown.data()
    let seal = try Data(contentsOf: URL(filePath: grown.path + "/seal.json"))
    let store = try Store(path: grown.path)
    let catalog = try (0..<store.catalogCount).map { try store.specification(of: $0) }
    var draws = RandomStream(seed: 11, purpose: .testCase).draws()
    var tally = Tally()
    for round in 0..<(TestScope.isLong ? 2000 : 150) {
      var damaged = data
      // One in eight in the two meta pages, whose bytes decide about all others.
      let range = round % 8 == 0 ? 2 * 152 : data.count
      var place = Int(draws.word()) % range
      if round % 8 == 0 && place >= 152 { place += 4096 - 152 }
      damaged[place] ^= 1 << UInt8(draws.word() % 8)
      try restore(grown, damaged, seal)
      try check(
        grown, catalog: catalog, what: "a bit of byte \(place)", child: TestScope.isLong || round % 4 == 0,
        correctsBits: round % 2 == 0, &tally)
    }
    tally.tell("one bit flipped")
    #expect(tally.found == tally.damaged && tally.repaired == tally.damaged)
  }

  @Test(.slow) func everyCutFileIsFoundAndRepaired() throws {
    let grown = try GrownStore()
    let data = try grown.data()
    let seal = try Data(contentsOf: URL(filePath: grown.path + "/seal.json"))
    let store = try Store(path: grown.path)
    let catalog = try (0..<store.catalogCount).map { try store.specification(of: $0) }
    var draws = RandomStream(seed: 12, purpose: .testCase).draws()
    var tally = Tally()
    for round in 0..<(TestScope.isLong ? 500 : 40) {
      let length = round == 0 ? 0 : round % 4 == 0 ? Int(draws.word()) % 9000 : Int(draws.word()) % data.count
      try restore(grown, Array(data[..<length]), seal)
      try check(
        grown, catalog: catalog, what: "a cut to \(length) bytes", child: TestScope.isLong || round % 4 == 0,
        correctsBits: false, &tally)
    }
    tally.tell("files cut")
    #expect(tally.found == tally.damaged && tally.repaired == tally.damaged)
  }

  /// Pages full of noise, pages that lead to themselves or outside: examinations and repairs end, whatever they say.
  @Test(.slow) func hostilePagesEndNoProcess() throws {
    let grown = try GrownStore()
    let data = try grown.data()
    let seal = try Data(contentsOf: URL(filePath: grown.path + "/seal.json"))
    var draws = RandomStream(seed: 13, purpose: .testCase).draws()
    let rounds = TestScope.isLong ? 1000 : 60
    defer { ReliabilityFigure.tell("files with hostile pages", rounds, "stores, no process ended") }
    for round in 0..<rounds {
      var damaged = data
      for _ in 0...Int(draws.word() % 4) {
        let page = 4096 * (Int(draws.word()) % (data.count / 4096))
        switch draws.word() % 4 {
        case 0: for place in page..<page + 4096 { damaged[place] = UInt8(truncatingIfNeeded: draws.word()) }
        case 1:
          // Another page's content under this one's number.
          let other = 4096 * (Int(draws.word()) % (data.count / 4096))
          damaged.replaceSubrange(page + 8..<page + 4096, with: data[other + 8..<other + 4096])
        case 2: for place in page + 8..<page + 64 { damaged[place] = UInt8(truncatingIfNeeded: draws.word()) }
        default:
          for _ in 0..<8 { damaged[page + Int(draws.word()) % 4096] = [0, 0xFF, 0x80, 0x7F][Int(draws.word()) % 4] }
        }
      }
      try restore(grown, damaged, seal)
      // Without its seal too, where nothing but the pages tells.
      if round % 2 == 0 { try FileManager.default.removeItem(atPath: grown.path + "/seal.json") }
      if try verify(grown.path, child: TestScope.isLong || round % 4 == 0).isSound { continue }
      do {
        let outcome = try Repairer(path: grown.path).run()
        if let root = outcome?.root, outcome?.isWhole == true { #expect(root == grown.root) }
      } catch is StoreWriterError {
        // A header that nothing repeats, or assets that no root proves: said, and the store left as it was.
      }
    }
  }
}
