import CanonicalData
import ContentHashing
import Foundation
import FractalCore
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

@testable import FractalPack

/// What only looks like a pack, a store, or a folder of ours.
@Suite struct ImpostorTests {
  @Test func aPackWithAStoreBesideItsManifestIsAPack() throws {
    let pack = try SamplePack(signed: true, count: 3)
    let unsigned = try SamplePack(count: 3, seed: 8)
    let files = FileManager.default
    for name in ["assets.mdb", "seal.json"] {
      try files.copyItem(atPath: "\(unsigned.store.path)/\(name)", toPath: "\(unsigned.path)/\(name)")
    }
    for trust in [PackTrust(key: pack.key!.publicKey), PackTrust(requiresSignature: true)] {
      for location in [unsigned.path, unsigned.store.path] {
        let error = #expect(throws: PackError.self) {
          try PackDiff(pack.path, location, trust: trust)
        }
        #expect(error?.code == .unsigned)
        #expect(throws: PackError.self) { try PackableStore.stands(at: unsigned.store.path, trust: trust) }
      }
    }
    #expect(try PackableStore.stands(at: unsigned.store.path, trust: PackTrust()))
    #expect(try !PackableStore.stands(at: unsigned.path, trust: PackTrust()))
  }

  @Test func recordsThatDoNotGiveTheRootAreNoContent() throws {
    let pack = try SamplePack(count: 3)
    var loose = try LoosePack(pack)
    try loose.changeManifest { $0["root"] = .string(String(repeating: "0", count: 64)) }
    let path = pack.store.directory.path("lies")
    try loose.write(to: path)
    let error = #expect(throws: PackError.self) { try PackDiff(pack.path, path) }
    #expect(error?.code == .otherRoot)
  }

  @Test func anOlderVersionIsComparedAndNotUsed() throws {
    let key = MinisignSecretKey()
    let new = try SamplePack(key: key, count: 3, version: "1.1.0")
    let old = try SamplePack(key: key, count: 3, version: "1.0.0")
    let trust = PackTrust(folder: new.trustFolder)
    _ = try new.verify(trust: trust)
    let error = #expect(throws: PackError.self) { try old.verify(trust: trust) }
    #expect(error?.code == .rollback)
    #expect(try PackDiff(old.path, new.path, trust: trust)?.isEmpty == true)
  }

  @Test func ofTwoKeysAtOnceTheFirstStays() throws {
    let directory = try TemporaryDirectory()
    let file = TrustFile(folder: directory.path("trust"))
    func pin() -> TrustFile.Pin {
      TrustFile.Pin(
        key: MinisignSecretKey().publicKey, version: PackVersion("1.0.0")!, root: SHA256Digest(sha256Of: []))
    }
    let (first, second) = (pin(), pin())
    try file.remember(first, for: "set", replacingKey: false)
    let error = #expect(throws: PackError.self) { try file.remember(second, for: "set", replacingKey: false) }
    #expect(error?.code == .otherKey)
    #expect(try file.pin("set") == first)
    try file.remember(second, for: "set", replacingKey: true)
    #expect(try file.pin("set") == second)
    // A damaged file is told as what it is.
    try Data("{".utf8).write(to: URL(filePath: directory.path("trust/trusted-packs.json")))
    let damaged = #expect(throws: PackError.self) { try file.remember(first, for: "set", replacingKey: true) }
    #expect(damaged?.code == .badKey)
  }

  @Test func aPlantedLinkIsNoFolderToWorkIn() throws {
    let pack = try SamplePack(count: 3)
    let elsewhere = pack.store.directory.path("elsewhere")
    try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: false)
    let planted = pack.store.directory.path(".new.fernery.unpacking")
    try FileManager.default.createSymbolicLink(atPath: planted, withDestinationPath: elsewhere)
    let error = #expect(throws: StoreWriterError.self) { try pack.unpack(to: "new.fernery") }
    #expect(error?.message.contains("\(planted) belongs to another user, or is no folder: remove it") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere) == [])
    try FileManager.default.removeItem(atPath: planted)
    #expect(try pack.unpack(to: "new.fernery").root == pack.root)
  }

  @Test func aSignatureOfAnEarlierRunIsNotPublished() throws {
    let pack = try SamplePack(count: 3)
    let output = PackOutput.folder(pack.store.directory.path("again"))
    let basis = [pack.root.hex, PackPicture.rule, "\(SamplePack.settings().shardBytes)"]
    let staging = try PackStaging(output, basis: basis)
    try staging.write([1, 2, 3], as: PackFiles.signature)
    #expect(try staging.publish([], .silent))
    #expect(try FileManager.default.contentsOfDirectory(atPath: pack.store.directory.path("again")) == [])
  }
}
