import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import SystemIO
import TestSupport
import Testing

@testable import FractalPack

/// Merging that ends early, and what is trusted meanwhile.
@Suite struct PackMergeTests {
  /// Two versions of one pack, signed with one key, and a folder to merge them in.
  private struct Versions {
    let key = MinisignSecretKey()
    let old: SamplePack
    let new: SamplePack
    let directory: TemporaryDirectory

    init() throws {
      old = try SamplePack(key: key, count: 6, version: "1.0.0")
      new = try SamplePack(key: key, count: 7, seed: 8, version: "1.1.0")
      directory = try TemporaryDirectory()
    }

    var trust: PackTrust { PackTrust(folder: directory.path("trust")) }
    var output: PackOutput { .folder(directory.path("merged")) }

    func merge(_ packs: [SamplePack], name: String? = nil, monitor: TaskMonitor = .silent) throws -> PackManifest? {
      var settings = SamplePack.settings()
      settings.name = name ?? settings.name
      var merge = PackMerge(locations: packs.map(\.path), output: output, settings: settings)
      merge.trust = trust
      merge.threads = 2
      return try merge.run(monitor: monitor)?.pack.manifest
    }

    func pinned() throws -> PackVersion? { try TrustFile(folder: directory.path("trust")).pin("sample")?.version }

    /// What was left beside the output.
    func left() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: directory.url.path).filter { $0.hasPrefix(".") }
    }
  }

  @Test(arguments: ["joining", "packing", "sealing"], [false, true])
  func twoVersionsAreMergedAlsoAfterAStop(phase: String, newFirst: Bool) throws {
    let versions = try Versions()
    let packs = newFirst ? [versions.new, versions.old] : [versions.old, versions.new]
    #expect(try versions.merge(packs, monitor: .stopping(at: phase)) == nil)
    #expect(try versions.pinned() == nil, "nothing is trusted before the merged pack stands")
    let made = try #require(try versions.merge(packs))
    #expect(made.count == 13)
    #expect(try versions.pinned() == PackVersion("1.1.0"))
    #expect(try versions.left() == [])
    // And again, when all is done: as after a kill that came too late.
    #expect(try versions.merge(packs) == made)
    #expect(try versions.pinned() == PackVersion("1.1.0"))
    #expect(try versions.left() == [])
  }

  @Test func anOlderVersionThanTheTrustedOneIsRefusedBeforeAndAfterAStop() throws {
    let versions = try Versions()
    #expect(try versions.merge([versions.old], monitor: .stopping(at: "joining")) == nil)
    _ = try versions.new.verify(trust: versions.trust)
    for packs in [[versions.old], [versions.new, versions.old]] {
      let error = #expect(throws: PackError.self) { try versions.merge(packs) }
      #expect(error?.code == .rollback)
    }
    #expect(try PathKind(of: versions.output.path) == .missing)
    #expect(try versions.pinned() == PackVersion("1.1.0"))
  }

  @Test func aRunGoesOnWithTheVersionsThatItFinds() throws {
    let versions = try Versions()
    let place = versions.directory.path("there")
    let files = FileManager.default
    try files.copyItem(atPath: versions.old.path, toPath: place)
    func merge(_ monitor: TaskMonitor) throws -> PackManifest? {
      let merge = PackMerge(locations: [place], output: versions.output, settings: SamplePack.settings())
      return try merge.run(monitor: monitor)?.pack.manifest
    }
    #expect(try merge(.stopping(at: "packing")) == nil)
    try files.removeItem(atPath: place)
    try files.copyItem(atPath: versions.new.path, toPath: place)
    let made = try #require(try merge(.silent))
    try files.removeItem(atPath: versions.output.path)
    #expect(try versions.merge([versions.new]) == made)
    #expect(made.count == 7)
    #expect(try versions.new.verify(versions.output.path) != nil)
    #expect(try versions.left() == [])
  }

  @Test func whatAKilledRunLeftOfItsStagingIsNoObstacle() throws {
    let versions = try Versions()
    let packs = [versions.old, versions.new]
    #expect(try versions.merge(packs, monitor: .stopping(at: "packing")) == nil)
    let made = try #require(try versions.merge(packs))
    // Killed while it tidied up: half a folder, already out of the way.
    let half = versions.directory.path(".merged.merging.done")
    try FileManager.default.createDirectory(atPath: half + "/x.fernery", withIntermediateDirectories: true)
    #expect(try versions.merge(packs) == made)
    #expect(try versions.left() == [])
    // Something else stands there: told at once.
    let error = #expect(throws: PackError.self) { try versions.merge(packs, name: "other") }
    #expect(error?.code == .alreadyExists)
    let fewer = #expect(throws: PackError.self) { try versions.merge([versions.old]) }
    #expect(fewer?.code == .alreadyExists)
  }

  @Test func oneNameWithTwoKeysOrOneVersionWithTwoContentsIsNotMerged() throws {
    let versions = try Versions()
    let stranger = try SamplePack(signed: true, count: 5, seed: 9, version: "1.2.0")
    let double = try SamplePack(key: versions.key, count: 5, seed: 9, version: "1.0.0")
    let unsigned = try SamplePack(count: 5, seed: 9)
    for (other, code) in [(stranger, .otherKey), (double, .rollback), (unsigned, .unsigned)] as [(_, PackErrorCode)] {
      let error = #expect(throws: PackError.self) { try versions.merge([versions.old, other]) }
      #expect(error?.code == code)
      #expect(try PathKind(of: versions.output.path) == .missing)
      #expect(try versions.pinned() == nil)
    }
  }
}
