public import Foundation

/// A directory of a test's own, removed with all that is in it when the value goes.
public final class TemporaryDirectory: Sendable {
  /// Where it is.
  public let url: URL

  /// Makes an empty directory.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "fernery-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A path inside it.
  public func path(_ name: String) -> String { url.appending(path: name).path }
}
