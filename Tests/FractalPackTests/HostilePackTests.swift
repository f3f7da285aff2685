import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import TestSupport
import Testing

@testable import FractalPack

/// Packs that were altered by accident or on purpose: none is taken, none does harm.
///
/// 1,000 in `swift test`, 10,000 with FERNERY_LONG=1 (`Tools/bench hostile` runs these with a sanitizer and a limit of memory).
@Suite(.serialized) struct HostilePackTests {
  private static var rounds: Int { TestScope.isLong ? 10_000 : 1_000 }

  /// What a round may not change.
  private struct Place {
    let directory: TemporaryDirectory
    var target: String { directory.path("target.fernery") }

    func snapshot() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: directory.url.path).sorted()
    }
  }

  @Test(.slow) func noAlteredPackIsTakenAndNothingIsWrittenElsewhere() throws {
    let signed = try SamplePack(signed: true)
    let unsigned = try SamplePack()
    let loose = [try LoosePack(signed), try LoosePack(unsigned)]
    let original = loose.map { $0.files }
    // A key that was given, and one that was pinned when the pack was good.
    let policies = [PackTrust(key: signed.key!.publicKey), PackTrust(folder: signed.trustFolder)]
    _ = try signed.verify(trust: policies[1])
    let pins = try Data(contentsOf: URL(filePath: signed.trustFolder + "/trusted-packs.json"))
    var refused = 0
    var codes: [PackErrorCode: Int] = [:]
    for number in 0..<Self.rounds {
      let round = number / Mutation.kindCount % 3
      let isSigned = round < 2
      let mutation = try Mutation(number, of: loose[isSigned ? 0 : 1])
      guard mutation.pack.files != original[isSigned ? 0 : 1] else { continue }
      let place = Place(directory: try TemporaryDirectory())
      let asTar = number % 3 == 0
      let location = place.directory.path(asTar ? "pack.tar" : "pack")
      try Self.write(mutation.pack, to: location, asTar: asTar)
      try FileManager.default.createDirectory(atPath: place.target, withIntermediateDirectories: false)
      let before = try place.snapshot()
      let trust = isSigned ? policies[round] : PackTrust()
      for unpacks in [false, true] {
        do {
          if unpacks {
            var unpacker = PackUnpacker(location: location, path: place.target)
            unpacker.trust = trust
            unpacker.threads = 2
            _ = try unpacker.run()
          } else {
            _ = try signed.verify(location, trust: trust)
          }
          // What an unsigned pack's maker may change without anybody telling: nothing of the content.
          Issue.record("\(mutation.name) was taken (\(["given key", "pinned key", "unsigned"][round]), tar: \(asTar))")
        } catch let error as PackError {
          refused += 1
          codes[error.code, default: 0] += 1
          // Of the pack, and not of the place that it should go to.
          let isOfThePack =
            error.code.category == .invalidData || error.code == .newerVersion || error.code == .wrongKind
          #expect(isOfThePack, "\(mutation.name): \(error.code) \(error.message)")
          #expect(!error.message.contains("\n") && error.message.count > 20, "\(mutation.name): \(error.message)")
          if round == 0 && mutation.isForged { #expect(error.code == .wrongSignature, "\(mutation.name)") }
        } catch {
          Issue.record("\(mutation.name) gave an error of another module: \(error)")
        }
      }
      let after = try place.snapshot().filter { !$0.hasPrefix(".target.fernery.unpacking") }
      #expect(after == before, "\(mutation.name)")
    }
    #expect(refused > Self.rounds)
    #expect(try Data(contentsOf: URL(filePath: signed.trustFolder + "/trusted-packs.json")) == pins)
    if TestScope.isLong { print("hostile packs: \(Self.rounds), refused \(refused) times: \(codes)") }
  }

  /// Cut a tar anywhere: never taken, and never anything but an error.
  @Test func aTarCutAnywhereIsRefused() throws {
    let pack = try SamplePack(signed: true, count: 3)
    let tar = pack.store.directory.path("pack.tar")
    try pack.create(.tar(tar))
    let bytes = try Data(contentsOf: URL(filePath: tar))
    let cut = pack.store.directory.path("cut.tar")
    for length in stride(from: 0, to: bytes.count, by: TestScope.isLong ? 7 : 97) {
      try bytes.prefix(length).write(to: URL(filePath: cut))
      #expect(throws: PackError.self) { try pack.verify(cut) }
    }
    #expect(try pack.verify(tar) != nil)
  }

  /// Flip bits of a tar anywhere, also in headers, padding and the end: what is left out is the untrusted comment.
  @Test func aTarWithAnyBitFlippedIsRefused() throws {
    let pack = try SamplePack(count: 3)
    let tar = pack.store.directory.path("pack.tar")
    try pack.create(.tar(tar))
    let bytes = Array(try Data(contentsOf: URL(filePath: tar)))
    let flipped = pack.store.directory.path("flipped.tar")
    for bit in stride(from: 0, to: bytes.count * 8, by: TestScope.isLong ? 61 : 997) {
      var altered = bytes
      altered[bit / 8] ^= 1 << (bit % 8)
      try Data(altered).write(to: URL(filePath: flipped))
      #expect(throws: PackError.self, "bit \(bit)") { try pack.verify(flipped) }
    }
  }

  @Test func whatIsNoFileAtAllIsRefusedAtOnce() throws {
    let pack = try SamplePack()
    for name in [PackFiles.manifest, PackFiles.catalog, "000001.tar"] {
      let loose = try LoosePack(pack)
      let path = pack.store.directory.path("fifo-\(name)")
      try loose.write(to: path)
      try FileManager.default.removeItem(atPath: "\(path)/\(name)")
      #expect(mkfifo("\(path)/\(name)", 0o600) == 0)
      #expect(throws: PackError.self) { try pack.verify(path) }
    }
    let device = pack.store.directory.path("device")
    try LoosePack(pack).write(to: device)
    try FileManager.default.removeItem(atPath: device + "/000000.tar")
    try FileManager.default.createSymbolicLink(atPath: device + "/000000.tar", withDestinationPath: "/dev/zero")
    #expect(throws: PackError.self) { try pack.verify(device) }
    for location in ["/dev/null", "/nowhere", "http://", "https:///x", "http://127.0.0.1:1/x?y"] {
      #expect(throws: PackError.self) { try pack.verify(location) }
    }
  }

  private static func write(_ pack: LoosePack, to path: String, asTar: Bool) throws {
    guard asTar else { return try pack.write(to: path) }
    let first = [PackFiles.manifest, PackFiles.signature, PackFiles.catalog, PackFiles.croissant]
    let names = first.filter { pack.files[$0] != nil } + pack.files.keys.filter { !first.contains($0) }.sorted()
    try Data(LoosePack.tar(names.map { ($0, pack.files[$0]!) })).write(to: URL(filePath: path))
  }
}
