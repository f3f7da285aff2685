import Foundation
import FractalCore
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

@testable import FractalPack

/// The same call again where a run was killed, at whatever moment, after the pack had got its place.
@Suite struct PackStandingTests {
  private static let outputs = ["folder", "tar"]

  private func output(_ form: String, _ pack: SamplePack) -> PackOutput {
    form == "tar" ? .tar(pack.store.directory.path("p.tar")) : .folder(pack.store.directory.path("p"))
  }

  private func staging(_ output: PackOutput, _ pack: SamplePack) -> String {
    pack.store.directory.path(output.isFolder ? ".p.packing" : ".p.tar.packing")
  }

  @Test(arguments: outputs) func theVeryPackIsFoundDone(form: String) throws {
    let pack = try SamplePack(signed: true)
    let output = output(form, pack)
    try pack.create(output)
    let before = try FolderBytes(output.path)
    let staging = staging(output, pack)
    // All of the staging is there still; some of it; nothing of it.
    for left in [["progress.json", "pack.tar"], ["writer.lock"], []] {
      if !left.isEmpty { try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true) }
      for name in left { try Data("{}".utf8).write(to: URL(filePath: "\(staging)/\(name)")) }
      let again = try PackCreator(store: pack.store.path, output: output, settings: SamplePack.settings(pack.key)).run()
      #expect(again.manifest?.root == pack.root && again.resumedFrom == 12)
      #expect(try FolderBytes(output.path) == before)
      #expect(!FileManager.default.fileExists(atPath: staging))
    }
  }

  @Test(arguments: outputs) func anythingElseIsInTheWay(form: String) throws {
    let pack = try SamplePack(signed: true)
    let output = output(form, pack)
    try pack.create(output)
    let before = try FolderBytes(output.path)
    var others = [SamplePack.settings(), SamplePack.settings(MinisignSecretKey())]
    others += Array(repeating: SamplePack.settings(pack.key), count: 3)
    others[2].creator = "Somebody else"
    others[3].date = "2026-11-26"
    others[4].shardBytes = 9_000
    for settings in others {
      let error = #expect(throws: PackError.self) {
        try PackCreator(store: pack.store.path, output: output, settings: settings).run()
      }
      #expect(error?.code == .alreadyExists)
    }
    let other = try SamplePack(count: 12, seed: 8)
    let error = #expect(throws: PackError.self) {
      try PackCreator(store: other.store.path, output: output, settings: SamplePack.settings(pack.key)).run()
    }
    #expect(error?.code == .alreadyExists)
    #expect(try FolderBytes(output.path) == before)
  }

  @Test(arguments: outputs) func aDamagedPackIsInTheWayToo(form: String) throws {
    let pack = try SamplePack()
    let output = output(form, pack)
    try pack.create(output)
    let path = output.isFolder ? output.path + "/000001.tar" : output.path
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count - 3000] ^= 1
    try bytes.write(to: URL(filePath: path))
    let error = #expect(throws: PackError.self) { try pack.create(output) }
    #expect(error?.code == .alreadyExists)
  }

  @Test func whatIsNoPackIsInTheWay() throws {
    let pack = try SamplePack()
    let directory = pack.store.directory
    try Data("x".utf8).write(to: URL(filePath: directory.path("file")))
    let outputs: [PackOutput] = [
      .tar(directory.path("file")), .folder(directory.path("file")), .folder(pack.store.path), .tar(pack.path),
    ]
    for output in outputs {
      let error = #expect(throws: PackError.self) { try pack.create(output) }
      #expect(error?.code == .alreadyExists)
    }
  }

  /// Its progress is shown, and a stop in the middle of the tar loses nothing.
  @Test func writingATarIsShownAndCanBeStopped() throws {
    let pack = try SamplePack()
    let output = output("tar", pack)
    let settings = SamplePack.settings()
    let creator = PackCreator(store: pack.store.path, output: output, settings: settings)
    let stopped = try creator.run(monitor: .stopping(at: "writing"))
    #expect(stopped.manifest == nil && stopped.count == 12)
    #expect(!FileManager.default.fileExists(atPath: output.path))
    #expect(!FileManager.default.fileExists(atPath: staging(output, pack) + "/pack.tar"))
    let finished = try creator.run()
    #expect(finished.resumedFrom == 12 && finished.manifest?.root == pack.root)
    #expect(try pack.verify(output.path) != nil)
    let bytes = try FolderBytes(output.path)
    try FileManager.default.removeItem(atPath: output.path)
    try pack.create(output)
    #expect(try FolderBytes(output.path) == bytes)
  }
}

/// The bytes of a file, or of all files in a folder.
private struct FolderBytes: Equatable {
  var files: [String: Data] = [:]

  init(_ path: String) throws {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let names = isFolder.boolValue ? try FileManager.default.contentsOfDirectory(atPath: path) : [""]
    for name in names { files[name] = try Data(contentsOf: URL(filePath: name.isEmpty ? path : "\(path)/\(name)")) }
  }
}
