import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

/// Sealed stores where nothing may be written.
@Suite struct ReadOnlyTests {
  private func readAll(_ path: String, _ sample: SampleStore) throws {
    let store = try Store(path: path)
    let view = try ViewReader(of: store, size: 9)
    for id in store.ids {
      #expect(try store.pixels(of: id) == sample.picture(id))
      _ = try view.pixels(of: id)
    }
    #expect(try store.ids(where: "family", equals: "affine").count == 4)
  }

  private func make() throws -> SampleStore {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    _ = try ViewBuilder(path: sample.path, size: 9).run()
    return sample
  }

  @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
  func aFolderWithoutWritePermissionIsRead() throws {
    let sample = try make()
    for file in ["assets.mdb", "seal.json", "view-9.mdb"] { chmod(sample.path + "/" + file, 0o444) }
    chmod(sample.path, 0o555)
    defer { chmod(sample.path, 0o755) }
    try readAll(sample.path, sample)
    let error = #expect(throws: StoreWriterError.self) { try ViewBuilder(path: sample.path, size: 12).run() }
    #expect(error?.code == .permissionDenied)
  }

  #if canImport(Glibc)
    /// Where the process may mount: for root, whom no permission stops.
    @Test func aReadOnlyMountIsReadAndLeftAsItIs() throws {
      let sample = try make()
      let disk = try TemporaryDirectory()
      guard mount(sample.directory.url.path, disk.url.path, nil, UInt(MS_BIND), nil) == 0 else { return }
      defer { umount2(disk.url.path, Int32(MNT_DETACH)) }
      guard mount(nil, disk.url.path, nil, UInt(MS_BIND | MS_REMOUNT | MS_RDONLY), nil) == 0 else { return }
      let path = disk.path("sample.fernery")
      try readAll(path, sample)
      let error = #expect(throws: StoreWriterError.self) { try ViewBuilder(path: path, size: 12).run() }
      #expect(error?.code == .permissionDenied)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["assets.mdb", "seal.json", "view-9.mdb"])
    }
  #endif
}
