import Foundation
import FractalCore
import StoreTestSupport
import TestSupport
import Testing

@testable import FractalPack

@Suite struct PackTrustTests {
  private func code(_ body: () throws -> Void) -> PackErrorCode? {
    do { try body() } catch { return (error as? PackError)?.code }
    return nil
  }

  @Test func theFirstKeyIsPinnedAndAnotherRefused() throws {
    let pack = try SamplePack(signed: true)
    let trust = PackTrust(folder: pack.trustFolder)
    #expect(try pack.verify(trust: trust)?.verdict == .firstUse(pack.key!.publicKey))
    #expect(try pack.verify(trust: trust)?.verdict == .pinnedKey(pack.key!.publicKey))
    let other = try SamplePack(signed: true)
    #expect(code { _ = try other.verify(trust: trust) } == .otherKey)
    let unsigned = try SamplePack()
    #expect(code { _ = try unsigned.verify(trust: trust) } == .unsigned)
    var explicit = PackTrust(folder: pack.trustFolder, key: other.key!.publicKey)
    #expect(code { _ = try other.verify(trust: explicit) } == .otherKey)
    #expect(code { _ = try other.unpack(to: "u.fernery", trust: explicit) } == .otherKey)
    #expect(try pack.verify(trust: trust)?.verdict == .pinnedKey(pack.key!.publicKey))
    explicit.replacesKey = true
    #expect(try other.verify(trust: explicit)?.verdict == .givenKey(other.key!.publicKey))
    #expect(code { _ = try pack.verify(trust: trust) } == .otherKey)
  }

  @Test func anOlderVersionIsRefusedAndSoIsTheSameWithOtherContent() throws {
    let key = MinisignSecretKey()
    let new = try SamplePack(key: key, version: "1.10")
    let trust = PackTrust(folder: new.trustFolder)
    _ = try new.verify(trust: trust)
    for (version, seed, expected) in [
      ("1.9.9", 7, .rollback), ("1.10", 8, .rollback), ("1.10.0.0", 7, nil), ("2", 8, nil), ("1.10", 7, .rollback),
    ] as [(String, UInt64, PackErrorCode?)] {
      let pack = try SamplePack(key: key, seed: seed, version: version)
      #expect(code { _ = try pack.verify(trust: trust) } == expected, "\(version)")
      #expect(code { _ = try pack.unpack(to: "u.fernery", trust: trust) } == expected, "\(version)")
    }
  }

  @Test func aMissingSignatureIsNoticed() throws {
    let pack = try SamplePack(signed: true)
    try FileManager.default.removeItem(atPath: pack.path + "/" + PackFiles.signature)
    #expect(code { _ = try pack.verify() } == .unsigned)
    let unsigned = try SamplePack()
    #expect(try unsigned.verify()?.verdict == .unsigned)
    #expect(code { _ = try unsigned.verify(trust: PackTrust(requiresSignature: true)) } == .unsigned)
    #expect(code { _ = try unsigned.verify(trust: PackTrust(key: pack.key!.publicKey)) } == .unsigned)
  }

  @Test func aBadPackIsNotTrusted() throws {
    let pack = try SamplePack(signed: true)
    var loose = try LoosePack(pack)
    loose.files["000001.tar"]![700] ^= 1
    try loose.write(to: pack.path)
    let trust = PackTrust(folder: pack.trustFolder)
    #expect(code { _ = try pack.verify(trust: trust) } == .damaged)
    #expect(!FileManager.default.fileExists(atPath: pack.trustFolder))
  }

  @Test(.enabled(if: geteuid() != 0))
  func aTrustFolderThatCannotBeWrittenIsToldBeforeTheWork() throws {
    let pack = try SamplePack(signed: true)
    let folder = pack.store.directory.path("closed")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    #expect(chmod(folder, 0o500) == 0)
    defer { chmod(folder, 0o700) }
    for trust in [PackTrust(folder: folder), PackTrust(folder: "\(folder)/new", key: pack.key!.publicKey)] {
      #expect(code { _ = try pack.verify(trust: trust) } == .permissionDenied)
      #expect(code { _ = try pack.unpack(to: "u.fernery", trust: trust) } == .permissionDenied)
    }
    #expect(!FileManager.default.fileExists(atPath: pack.store.directory.path(".u.fernery.unpacking")))
  }

  @Test func aTrustFolderInThePlaceOfAFileIsToldBeforeTheWork() throws {
    let pack = try SamplePack(signed: true)
    try "".write(toFile: pack.trustFolder, atomically: true, encoding: .utf8)
    for folder in [pack.trustFolder, pack.trustFolder + "/below"] {
      let error = #expect(throws: PackError.self) { try pack.unpack(to: "u.fernery", trust: PackTrust(folder: folder)) }
      #expect(error?.message.contains("--trust-folder") == true)
    }
    #expect(!FileManager.default.fileExists(atPath: pack.store.directory.path(".u.fernery.unpacking")))
  }

  @Test func whatIsRememberedAlreadyNeedsNoRoom() throws {
    let pack = try SamplePack(signed: true)
    let trust = PackTrust(folder: pack.trustFolder)
    _ = try pack.verify(trust: trust)
    // A folder in the lock's place lets nobody write.
    try FileManager.default.removeItem(atPath: pack.trustFolder + "/trusted-packs.lock")
    try FileManager.default.createDirectory(
      atPath: pack.trustFolder + "/trusted-packs.lock", withIntermediateDirectories: true)
    #expect(try pack.verify(trust: trust)?.verdict == .pinnedKey(pack.key!.publicKey))
    let newer = try SamplePack(key: pack.key, version: "2")
    #expect(code { _ = try newer.verify(trust: trust) } == .permissionDenied)
  }

  @Test func aPipeInThePlaceOfTheTrustFileIsAnError() throws {
    let pack = try SamplePack(signed: true)
    try FileManager.default.createDirectory(atPath: pack.trustFolder, withIntermediateDirectories: true)
    #expect(mkfifo(pack.trustFolder + "/trusted-packs.json", 0o600) == 0)
    #expect(code { _ = try pack.verify(trust: PackTrust(folder: pack.trustFolder)) } == .inputOutput)
  }

  @Test func aDamagedMemoryOfKeysStopsEverything() throws {
    let pack = try SamplePack(signed: true)
    let trust = PackTrust(folder: pack.trustFolder)
    _ = try pack.verify(trust: trust)
    try "{}".write(toFile: pack.trustFolder + "/trusted-packs.json", atomically: true, encoding: .utf8)
    #expect(code { _ = try pack.verify(trust: trust) } == .badKey)
  }

  @Test(arguments: ["", "1.", ".1", "1..2", "01", "1.2.3.4.5", "-1", "1.a", "1000000", "1 "])
  func noVersion(text: String) { #expect(PackVersion(text) == nil) }

  @Test func versionsAreOrderedByTheirNumbers() {
    let ordered = ["0", "0.0.1", "0.9", "0.10", "1", "1.0.0.1", "999999"].map { PackVersion($0)! }
    #expect(ordered == ordered.sorted() && PackVersion("1")! == PackVersion("1.0.0")!)
  }
}
