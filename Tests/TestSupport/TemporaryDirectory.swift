public import Foundation

/// A directory of a test's own, removed with all that is in it when the value goes.
public final class TemporaryDirectory: Sendable {
  /// Where it is.
  public let url: URL
  private let isOwned: Bool

  /// Makes an empty directory.
  public init() throws {
    isOwned = true
    url = FileManager.default.temporaryDirectory.appending(path: "fernery-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// A directory that others made and remove.
  public init(of path: String) {
    isOwned = false
    url = URL(filePath: path, directoryHint: .isDirectory)
  }

  deinit { if isOwned { try? FileManager.default.removeItem(at: url) } }

  /// A path inside it.
  public func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a text file into it, with the folders that lead there.
  public func write(_ text: String, to name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
