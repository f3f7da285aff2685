import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

@testable import FractalPack

@Suite struct PackRoundTripTests {
  @Test func filesThatTheManifestDoesNotNameAreToldAndShardsRefused() throws {
    let pack = try SamplePack()
    #expect(try pack.verify()?.unlisted == [])
    for name in ["README.txt", ".hidden"] {
      try "x".write(toFile: "\(pack.path)/\(name)", atomically: true, encoding: .utf8)
    }
    #expect(try pack.verify()?.unlisted == [".hidden", "README.txt"])
    try FileManager.default.copyItem(atPath: pack.path + "/000000.tar", toPath: pack.path + "/000003.tar")
    let error = #expect(throws: PackError.self) { try pack.verify() }
    #expect(error?.code == .malformed && error?.message.contains("000003.tar") == true)
  }

  @Test func anUnpackedStoreIsTheOriginal() throws {
    let pack = try SamplePack(signed: true)
    let outcome = try pack.unpack(to: "u.fernery")
    #expect(outcome.root == pack.root && outcome.count == 12)
    let (old, new) = (try Store(path: pack.store.path), try Store(path: pack.store.directory.path("u.fernery")))
    #expect(old.header == new.header)
    for id in old.ids {
      #expect(try old.pixels(of: id) == new.pixels(of: id) && old.record(of: id) == new.record(of: id))
      #expect(try old.specification(of: id) == new.specification(of: id))
    }
    #expect(try Verifier(path: new.path).run()?.isSound == true)
  }

  @Test func aTarHoldsTheFilesOfTheFolderAndGivesTheSameStore() throws {
    let pack = try SamplePack()
    let tar = pack.store.directory.path("pack.tar")
    try pack.create(.tar(tar))
    let bytes = Array(try Data(contentsOf: URL(filePath: tar)))
    var loose = try LoosePack(pack)
    loose.files["it"] = bytes
    let members = loose.members("it")
    #expect(Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.bytes) }) == (try pack.files()))
    #expect(try pack.verify(tar)?.manifest.root == pack.root)
    #expect(try pack.unpack(tar, to: "u.fernery").root == pack.root)
  }

  @Test func theSameStoreGivesTheSameBytes() throws {
    let pack = try SamplePack()
    let first = try pack.files()
    try FileManager.default.removeItem(atPath: pack.path)
    try pack.create(.folder(pack.path))
    #expect(try pack.files() == first)
    #expect(first.count == 6)
  }

  @Test func aPartOfACatalogAndGreyPicturesTravelToo() throws {
    for shape in [PixelShape(height: 16, width: 17, channels: 1), PixelShape(height: 33, width: 16, channels: 3)] {
      let store = try SampleStore(count: 20, shape: shape, range: 5..<17)
      let root = try store.finish(store.create())
      let path = store.directory.path("pack")
      _ = try PackCreator(store: store.path, output: .folder(path), settings: SamplePack.settings()).run()
      let target = store.directory.path("u.fernery")
      #expect(try PackUnpacker(location: path, path: target).run().root == root)
      #expect(try Store(path: target).header.idRange == 5..<17)
    }
  }

  @Test func anUnfinishedStoreIsNotPacked() throws {
    let store = try SampleStore(count: 4)
    try store.abandon(after: 2)
    let error = #expect(throws: PackError.self) {
      try PackCreator(
        store: store.path, output: .folder(store.directory.path("p")), settings: SamplePack.settings()
      ).run()
    }
    #expect(error?.code == .cannotPack)
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.directory.url.path) == ["sample.fernery"])
  }

  @Test func whatStandsAtAnOutputStays() throws {
    let pack = try SamplePack()
    let before = try pack.files()
    let again = #expect(throws: PackError.self) { try pack.create(.folder(pack.path), version: "1.0.1") }
    #expect(again?.code == .alreadyExists)
    #expect(try pack.files() == before)
    let other = try SamplePack(seed: 8)
    let target = pack.store.directory.path("u.fernery")
    #expect(try PackUnpacker(location: other.path, path: target).run().root == other.root)
    let error = #expect(throws: PackError.self) { try pack.unpack(to: "u.fernery") }
    #expect(error?.code == .alreadyExists)
    #expect(try Store(path: target).root == other.root)
    // The same again finds it done.
    let done = try PackUnpacker(location: other.path, path: target).run()
    #expect(done.root == other.root && done.resumedFrom == done.count)
  }

  @Test func diffTellsWhatWasAddedRemovedAndChanged() throws {
    let old = try SamplePack(count: 12)
    let new = try SamplePack(count: 14, seed: 8)
    let same = try #require(try PackDiff(old.path, old.store.path))
    #expect(same.isEmpty && same.same == 12)
    let diff = try #require(try PackDiff(old.path, new.path))
    #expect(diff.added == [12, 13] && diff.removed == [] && diff.changed == Array(0..<12) && diff.same == 0)
    #expect(diff.newPictures == 14 && diff.gonePictures == 12)
    #expect(try PackDiff(new.path, old.path)?.removed == [12, 13])
  }

  @Test func addingAndMergingDropDuplicates() throws {
    let (first, second) = (try SamplePack(count: 12), try SamplePack(count: 5, seed: 8))
    var addition = PackAddition(location: second.path, store: first.store.path)
    let added = try #require(try addition.run())
    #expect(added.count == 17 && added.duplicates == 0)
    #expect(try addition.run()?.duplicates == 5)
    addition = PackAddition(location: first.path, store: first.store.path)
    #expect(try addition.run()?.count == 17)
    let output = first.store.directory.path("merged")
    let merged = try #require(
      try PackMerge(
        locations: [first.path, second.path, second.store.path], output: .folder(output),
        settings: SamplePack.settings()
      ).run())
    #expect(merged.duplicates == 5 && merged.pack.manifest?.root == added.root)
    let left = try FileManager.default.contentsOfDirectory(atPath: first.store.directory.url.path)
    #expect(left.filter { $0.hasPrefix(".") } == [])
  }
}
