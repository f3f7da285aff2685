internal import ContentHashing
import Foundation
import FractalCore
import FractalImageIO
import StoreReader
internal import SystemIO
import TestSupport
import Testing

@testable import StoreWriter

@Suite struct StoreImportTests {
  private let directory: TemporaryDirectory
  private var pictures: String { directory.path("pictures") }
  private var out: String { directory.path("i.fernery") }

  init() throws {
    directory = try TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: pictures + "/sub", withIntermediateDirectories: true)
  }

  @discardableResult
  private func put(_ name: String, _ shape: PixelShape, seed: UInt64 = 0) throws -> Picture {
    let picture = TestPictures.noise(shape, seed: seed)
    try PNG.write(picture, to: pictures + "/" + name)
    return picture
  }

  private func importer(size: (Int, Int)? = nil, fit: PictureFit = .cover) -> StoreImport {
    var importer = StoreImport([pictures], path: out, licence: "CC-BY-4.0")
    importer.size = size.map { (height: $0.0, width: $0.1) }
    importer.fit = fit
    importer.threads = 1
    importer.batchLimit = 1
    return importer
  }

  @Test func picturesOfOneSizeBecomeAssetsAsTheyAre() throws {
    let shape = PixelShape(height: 20, width: 16)
    let first = try put("b.png", shape, seed: 1)
    let second = try put("sub/a.PNG", shape, seed: 2)
    let outcome = try importer().run()
    #expect(outcome.store.count == 2 && outcome.refused.isEmpty && outcome.shape == shape)
    let store = try Store(path: out)
    #expect(try store.pixels(of: 0) == first && store.pixels(of: 1) == second)
    let facts = try AssetRecord(json: store.record(of: 1)).facts
    let file = SHA256Digest(sha256Of: [UInt8](try Data(contentsOf: URL(filePath: pictures + "/sub/a.PNG"))))
    #expect(facts.family == "imported" && facts.licence == "CC-BY-4.0")
    #expect(facts.source == AssetSource(fileHash: file, name: "sub/a.PNG", rule: 1))
    let specification = try #require(try ImportedSpecification(canonicalBytes: store.specification(of: 1)))
    #expect(specification.source == facts.source && specification.shape == shape && specification.fit == .cover)
    #expect(try !String(decoding: store.record(of: 1), as: UTF8.self).contains(directory.url.path))
  }

  @Test func refusedFilesAreListedAndTheImportGoesOn() throws {
    try put("good.png", PixelShape(height: 16, width: 16))
    try put("thin.png", PixelShape(height: 3000, width: 1))
    try Data("hello".utf8).write(to: URL(filePath: pictures + "/notes.txt"))
    try Data([0xFF, 0xD8, 0xFF, 0xE0]).write(to: URL(filePath: pictures + "/photo.jpg"))
    let good = try Data(contentsOf: URL(filePath: pictures + "/good.png"))
    try good.prefix(100).write(to: URL(filePath: pictures + "/cut.png"))
    try Data().write(to: URL(filePath: pictures + "/.hidden"))
    let outcome = try importer(size: (64, 64)).run()
    #expect(outcome.store.count == 1)
    let refused = outcome.refused.map { URL(filePath: $0.file).lastPathComponent }
    #expect(refused == [".hidden", "cut.png", "notes.txt", "photo.jpg", "thin.png"])
    #expect(outcome.refused[3].reason.contains("JPEG"))
  }

  @Test func whatIsLeftOutByItsNameOrKindIsListed() throws {
    try put("good.png", PixelShape(height: 16, width: 16))
    let manager = FileManager.default
    try manager.createDirectory(atPath: directory.path("elsewhere"), withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: pictures + "/linked", withDestinationPath: directory.path("elsewhere"))
    try manager.createSymbolicLink(atPath: pictures + "/loop", withDestinationPath: ".")
    try manager.createSymbolicLink(atPath: pictures + "/round", withDestinationPath: "round")
    try manager.createSymbolicLink(atPath: pictures + "/nothing.png", withDestinationPath: "gone.png")
    try manager.createSymbolicLink(atPath: pictures + "/taken.png", withDestinationPath: "good.png")
    #expect(mkfifo(pictures + "/pipe.png", 0o600) == 0)
    try manager.createDirectory(atPath: pictures + "/.git", withIntermediateDirectories: true)
    // A file and a folder whose names are not UTF-8.
    for (byte, isFolder) in [(UInt8(0xE9), false), (0xFF, true)] {
      FileName(bytes: Array("\(pictures)/".utf8) + [byte]).withCString { name in
        if isFolder { #expect(mkdir(name, 0o700) == 0) } else { close(open(name, O_CREAT | O_WRONLY, 0o600)) }
      }
    }
    let outcome = try importer().run()
    #expect(outcome.store.count == 2)
    let names = outcome.refused.map { String($0.file.dropFirst(pictures.count + 1)) }
    #expect(Set(names) == [".git", "\\xe9", "\\xff", "linked", "loop", "nothing.png", "pipe.png", "round"])
    #expect(names.count == 8)
    for refusal in outcome.refused {
      #expect(refusal.reason.hasPrefix(refusal.file) && !refusal.reason.contains("\n"), "\(refusal.reason)")
    }
  }

  @Test(.enabled(if: getuid() != 0)) func whatTheSystemCannotReadEndsTheImport() throws {
    try put("good.png", PixelShape(height: 16, width: 16))
    try put("secret.png", PixelShape(height: 16, width: 16))
    #expect(chmod(pictures + "/secret.png", 0) == 0)
    var error = #expect(throws: StoreWriterError.self) { try importer().run() }
    #expect(error?.category == .permission && error?.message.contains("secret.png") == true)
    #expect(chmod(pictures + "/secret.png", 0o600) == 0 && chmod(pictures + "/sub", 0) == 0)
    error = #expect(throws: StoreWriterError.self) { try importer().run() }
    #expect(error?.category == .permission && error?.message.contains("/sub") == true)
    #expect(chmod(pictures + "/sub", 0o700) == 0)
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test func greyStaysGreyUnlessAPictureHasColour() throws {
    let grey = try put("a.png", PixelShape(height: 16, width: 16, channels: 1))
    #expect(try importer().run().shape?.channels == 1)
    #expect(try Store(path: out).pixels(of: 0) == grey)
    try put("b.png", PixelShape(height: 16, width: 16))
    var second = StoreImport([pictures], path: directory.path("both"), licence: "CC0-1.0")
    second.threads = 1
    #expect(try second.run().shape?.channels == 3)
    #expect(try Store(path: directory.path("both")).pixels(of: 0).pixels == grey.pixels.flatMap { [$0, $0, $0] })
  }

  @Test func differentSizesNeedASize() throws {
    try put("a.png", PixelShape(height: 16, width: 16))
    try put("b.png", PixelShape(height: 16, width: 17))
    let error = #expect(throws: StoreWriterError.self) { try importer().run() }
    #expect(error?.category == .usage && error?.message.contains("16x17") == true)
    #expect(!FileManager.default.fileExists(atPath: out))
    #expect(try importer(size: (24, 16)).run().store.count == 2)
  }

  @Test func aLicenceMustBeNamedAndThereMustBeSomething() throws {
    try put("a.png", PixelShape(height: 16, width: 16))
    for licence in ["", " ", "my licence!", "a\0b", "-", "foo", "cc0-1.0", "MIT AND", "(MIT", "MIT CC0-1.0"] {
      let error = #expect(throws: StoreWriterError.self) {
        try StoreImport([pictures], path: out, licence: licence).run()
      }
      #expect(error?.code == .invalidPlan)
    }
    let missing = #expect(throws: StoreWriterError.self) {
      try StoreImport([directory.path("none")], path: out, licence: "MIT").run()
    }
    #expect(missing?.category == .notFound)
  }

  @Test func aStoppedImportGoesOnToTheSameRoot() throws {
    for number in 0..<6 { try put("\(number).png", PixelShape(height: 30, width: 20), seed: UInt64(number)) }
    var reference = importer(size: (16, 16))
    reference = StoreImport([pictures], path: directory.path("reference"), licence: "CC-BY-4.0")
    reference.size = (height: 16, width: 16)
    let root = try reference.run().store.root
    let stopped = try importer(size: (16, 16)).run(monitor: monitor(stoppingIn: "importing", at: 3))
    #expect(stopped.store.root == nil && stopped.store.count > 0)
    let last = try importer(size: (16, 16)).run()
    #expect(last.store.root == root && last.store.resumedFrom == stopped.store.count)
    let other = #expect(throws: StoreWriterError.self) { try importer(size: (16, 17)).run() }
    #expect(other?.code == .otherPlan)
  }
}

@Suite struct PictureFitTests {
  private static let target = PixelShape(height: 24, width: 16)

  @Test func sidesCoverOrLieWithinWhatIsAskedFor() {
    for height in 1...60 {
      for width in 1...60 {
        let shape = PixelShape(height: height, width: width)
        let cover = PictureFit.cover.resizedSides(of: shape, to: Self.target)!
        #expect(min(cover.height - 24, cover.width - 16) == 0)
        let contain = PictureFit.contain.resizedSides(of: shape, to: Self.target)!
        #expect(max(contain.height - 24, contain.width - 16) == 0 && min(contain.height, contain.width) >= 1)
        // In proportion, up to the rounding of the free side.
        #expect(abs(Double(cover.height) / Double(height) - Double(cover.width) / Double(width)) <= 0.51)
      }
    }
  }

  @Test func aPictureOfTheAssetsShapeStaysAsItIs() throws {
    let picture = TestPictures.noise(Self.target)
    for fit in PictureFit.allCases { #expect(try fit.apply(to: picture, Self.target) == picture) }
  }

  @Test func containedPicturesLieInTheMiddleOfBlack() throws {
    let white = Picture(shape: PixelShape(height: 10, width: 40), filledWith: 255)
    let fitted = try PictureFit.contain.apply(to: white, Self.target)
    for row in 0..<24 {
      for column in 0..<16 { #expect(fitted[row, column, 1] == ((10..<14).contains(row) ? 255 : 0)) }
    }
    let tall = try PictureFit.contain.apply(
      to: Picture(shape: PixelShape(height: 40, width: 10), filledWith: 255), Self.target)
    #expect(tall[0, 5, 0] == 255 && tall[23, 10, 2] == 255 && tall[12, 4, 0] == 0 && tall[12, 11, 0] == 0)
  }

  @Test func coveringPicturesAreCroppedAroundTheirCentre() throws {
    var picture = Picture(shape: PixelShape(height: 24, width: 36), filledWith: 0)
    for row in 0..<24 { for column in 10..<26 { picture[row, column, 0] = 200 } }
    let fitted = try PictureFit.cover.apply(to: picture, Self.target)
    #expect(fitted.shape == Self.target)
    for row in 0..<24 { for column in 0..<16 { #expect(fitted[row, column, 0] == 200) } }
  }
}

@Suite struct ImportedSpecificationTests {
  @Test func itsBytesAreReadBackAndAreNoRenderableSpecification() throws {
    let one = ImportedSpecification(
      source: AssetSource(fileHash: SHA256Digest(sha256Of: [1]), name: "ä/b.png", rule: 1), fit: .contain,
      shape: PixelShape(height: 16, width: 1024, channels: 1))
    let bytes = one.canonicalBytes
    #expect(ImportedSpecification(canonicalBytes: bytes) == one)
    #expect(bytes[18] == 255)
    for length in 0..<bytes.count { #expect(ImportedSpecification(canonicalBytes: Array(bytes.prefix(length))) == nil) }
    #expect(ImportedSpecification(canonicalBytes: bytes + [0]) == nil)
    let generated = try SmallPlans.catalog(count: 1).entries[0]
    #expect(ImportedSpecification(canonicalBytes: generated) == nil)
  }
}
