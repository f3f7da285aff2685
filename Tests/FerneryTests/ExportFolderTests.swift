import Foundation
import TestSupport
import Testing

@testable import fernery

@Suite struct ExportFolderTests {
  @Test func anExportToAPlaceWhereAnotherOneIsAtWorkIsToldSoAndRemovesNothing() throws {
    let folder = try TemporaryDirectory()
    let staging = folder.path(".out.partial")
    try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
    let lock = open(staging + "/writer.lock", O_RDWR | O_CREAT, 0o644)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    try Data([1]).write(to: URL(filePath: staging + "/theirs"))
    let refused = try fernery("store", "export", TestStores.done, "--out", "out", "--quiet", in: folder)
    #expect(refused.code == 75 && refused.stderr.contains("out is being written"), "\(refused.stderr)")
    #expect(FileManager.default.fileExists(atPath: staging + "/theirs"))
    #expect(flock(lock, LOCK_UN) == 0)
    // A killed export leaves the same without the lock.
    #expect(try fernery("store", "export", TestStores.done, "--out", "out", "--quiet", in: folder).code == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["out"])
  }

  /// A store may come from anyone: a record's family must not lead out of the folder that is exported to.
  @Test(arguments: [
    ("affine", true), ("my-set_2.0", true), ("..", false), (".hidden", false), ("../up", false), ("a/b", false),
    ("/etc", false), ("", false), ("a b", false), ("a\n", false),
  ])
  func onlyPlainNamesBecomeFolders(family: String, isAllowed: Bool) {
    #expect(StoreExportCommand.isFolderName(family) == isAllowed)
  }
}
