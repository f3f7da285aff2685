internal import Foundation
internal import FractalCore

/// An http or https URL of a pack.
struct WebAddress: Sendable {
  private let url: URL

  /// Reads a URL.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/notFound`` for what is none.
  init(_ text: String) throws(PackError) {
    guard let url = URL(string: text), let host = url.host(), !host.isEmpty,
      ["http", "https"].contains(url.scheme?.lowercased() ?? ""), url.fragment() == nil,
      // One file may be handed out by a signed URL; a folder's files each have another.
      url.query() == nil || Self.isTar(url)
    else {
      throw PackError(.notFound, "\(text) is no URL of a pack: give http(s)://HOST/FOLDER or http(s)://HOST/FILE.tar")
    }
    self.url = url
  }

  private init(url: URL) {
    self.url = url
  }

  /// Whether it names a tar.
  var isTar: Bool { Self.isTar(url) }

  private static func isTar(_ url: URL) -> Bool { url.path().lowercased().hasSuffix(".tar") }

  /// A file in the folder that this names.
  func file(_ name: String) -> WebAddress { WebAddress(url: url.appending(path: name)) }

  /// What messages call it: without a password or a signature that stands in it.
  var name: String {
    guard var parts = URLComponents(url: url, resolvingAgainstBaseURL: false) else { return "the web server" }
    parts.password = nil
    parts.query = nil
    return parts.string ?? "the web server"
  }

  /// The URL in text.
  var text: String { url.absoluteString }
}
