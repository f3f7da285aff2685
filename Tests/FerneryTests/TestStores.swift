import Foundation
import TestSupport
import Testing

/// What many tests look at: a finished store and one that a run left half done, made once, never changed.
enum TestStores {
  /// A folder with `done.fernery`, finished by ``GoldenRoot/arguments``, `half.fernery`, stopped after some of its
  /// assets, and `photo.png`.
  static let folder: TemporaryDirectory = {
    let folder = try! TemporaryDirectory()
    try! make(in: folder)
    // Statics are never released.
    atexit { try? FileManager.default.removeItem(at: TestStores.folder.url) }
    return folder
  }()

  static var done: String { folder.path("done.fernery") }
  static var half: String { folder.path("half.fernery") }
  static var photo: String { folder.path("photo.png") }

  /// A preset of few assets that take long: to have time to stop it.
  static func slowPreset(count: Int, samplesPerPixel: Int) -> String {
    """
    kind: generation
    name: slow
    description: few assets that take long
    count: \(count)
    pool: 60
    size: 32
    samplesPerPixel: \(samplesPerPixel)
    families:
      - law: anderson-farrell
    """
  }

  private static func make(in folder: TemporaryDirectory) throws {
    let done = try FerneryProcess(GoldenRoot.arguments + ["--store", "done.fernery", "--json"], in: folder.url.path)
    try #require(try done.wait().code == 0)
    try fernery("render", "sierpinski-carpet", "--size", "32", "--out", "photo.png", in: folder)
    let preset = folder.path("half.yaml")
    try slowPreset(count: 50, samplesPerPixel: 4000).write(toFile: preset, atomically: true, encoding: .utf8)
    let run = try SlowRun(in: folder, preset: preset, store: "half.fernery")
    try #require(try run.waitForCommit(beyond: 1))
    run.process.send(SIGINT)
    try #require(try run.process.wait().code == 130)
  }
}

/// A generation that commits every single asset, for tests that interrupt it.
struct SlowRun {
  let process: FerneryProcess
  private let folder: TemporaryDirectory
  private let store: String

  init(in folder: TemporaryDirectory, preset: String, store: String) throws {
    self.folder = folder
    self.store = store
    process = try FerneryProcess(
      ["generate", preset, "--store", store, "--batch", "1", "--threads", "1", "--json"], in: folder.url.path)
  }

  /// How many assets are committed, as another process sees it; 0 where there is no store yet.
  var committed: Int {
    get throws {
      let info = try fernery("store", "info", store, "--json", in: folder)
      return info.code == 0 ? try #require(try info.json()["count"]?.int) : 0
    }
  }

  /// Waits until more than `count` assets are committed; false when the run ended before that was seen.
  func waitForCommit(beyond count: Int) throws -> Bool {
    while try committed <= count {
      if process.hasEnded { return false }
      usleep(10_000)
    }
    return !process.hasEnded
  }
}
