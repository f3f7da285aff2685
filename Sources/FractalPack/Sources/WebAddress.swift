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
      throw PackError(
        .notFound,
        "\(Self.shown(text)) is no URL of a pack: give http(s)://HOST/FOLDER, without ? and #, or http(s)://HOST/FILE.tar"
      )
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

  /// The name in messages.
  var name: String { Self.shown(text) }

  /// The part of a URL for messages: without user, password, query and fragment, which may hold secrets.
  static func shown(_ url: String) -> String {
    let start = url.range(of: "://")?.upperBound ?? url.startIndex
    var authority = url[start...].prefix { !"/?#".contains($0) }
    // A port that is none is the beginning of a password with a "/", "?" or "#" that should have been escaped.
    let port = authority.split(separator: ":").dropFirst().last ?? ""
    if !authority.contains("@"), !port.hasSuffix("]"), !port.allSatisfy(\.isNumber) { authority = url[start...] }
    let host = authority.lastIndex(of: "@").map { url.index(after: $0) } ?? start
    return String(url[..<start] + url[host...].prefix { $0 != "?" && $0 != "#" })
  }

  /// A text with every URL in it shown without user, password, query and fragment.
  static func redacted(_ text: String) -> String {
    guard text.contains("://") else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false)
      .map { word in
        guard word.contains("://") else { return String(word) }
        let mark = word.last.flatMap { ",:;".contains($0) ? $0 : nil }
        return shown(String(mark == nil ? word : word.dropLast())) + (mark.map(String.init) ?? "")
      }.joined(separator: " ")
  }

  /// The URL in text.
  var text: String { url.absoluteString }
}
