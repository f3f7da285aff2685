import Foundation
import FractalCore
import FractalImageIO
import TestSupport
import Testing

@Suite struct PNGFilesTests {
  private let directory: TemporaryDirectory
  private let picture = TestPictures.noise(PixelShape(height: 20, width: 30))

  init() throws { directory = try TemporaryDirectory() }

  @Test func isReadBackExactly() throws {
    let path = directory.path("a.png")
    try PNG.write(picture, to: path)
    #expect(try PNG.read(path: path) == picture)
  }

  @Test func replacesTheOldFileAndLeavesNoOther() throws {
    let path = directory.path("a.png")
    try PNG.write(TestPictures.gradient(picture.shape), to: path)
    try PNG.write(picture, to: path)
    #expect(try PNG.read(path: path) == picture)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path("")) == ["a.png"])
  }

  @Test func writesThroughASymbolicLink() throws {
    let (path, link) = (directory.path("a.png"), directory.path("b.png"))
    try PNG.write(TestPictures.gradient(picture.shape), to: path)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    try PNG.write(picture, to: link)
    #expect(try PNG.read(path: path) == picture)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
  }

  @Test func leavesDevicesInPlace() throws {
    try PNG.write(picture, to: "/dev/null")
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
    #expect(type == .typeCharacterSpecial)
  }

  @Test func reportsWantOfSpace() {
    #if os(Linux)
      #expect(code { try PNG.write(picture, to: "/dev/full") } == .noSpace)
    #endif
  }

  @Test func tellsWhatIsMissing() {
    #expect(code { try PNG.read(path: directory.path("none.png")) } == .notFound)
    #expect(code { try PNG.write(picture, to: directory.path("none/a.png")) } == .cannotCreate)
  }

  @Test func tellsAFolderFromAFile() {
    #expect(code { try PNG.read(path: directory.path("")) } == .inputOutput)
    #expect(code { try PNG.write(picture, to: directory.path("")) } == .cannotCreate)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything")) func tellsWantOfPermission() throws {
    let path = directory.path("a.png")
    try PNG.write(picture, to: path)
    chmod(path, 0)
    #expect(code { try PNG.read(path: path) } == .permissionDenied)
    chmod(directory.path(""), 0o500)
    defer { chmod(directory.path(""), 0o700) }
    #expect(code { try PNG.write(picture, to: directory.path("b.png")) } == .permissionDenied)
  }

  @Test func refusesOtherFilesWithoutReadingThemWhole() {
    // An endless device: it is told by its kind, and nothing of it is read.
    #expect(code { try PNG.read(path: "/dev/zero") } == .inputOutput)
  }

  @Test func refusesFilesAboveTheLimit() throws {
    let path = directory.path("a.png")
    try PNG.write(picture, to: path)
    let size = try PNG.encode(picture).count
    #expect(code { try PNG.read(path: path, limits: .init(fileBytes: size - 1)) } == .tooLarge)
    #expect(try PNG.read(path: path, limits: .init(fileBytes: size)) == picture)
  }
}
