import Foundation

/// A folder for stores, removed with all that is in it when the value goes.
///
/// Tools/bench has TMPDIR point into the checkout, so that stores lie on a disk where /tmp is memory; it removes that
/// folder also after an interruption.
final class TemporaryFolder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "fernery-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Calls `body` with a path where nothing is yet, and removes what it left there.
  func withPath<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = url.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}
