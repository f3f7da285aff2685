internal import FractalCore

/// A pack as one tar: of a file, a pipe or a web server.
final class TarSource: PackSource {
  let name: String
  private let bytes: any PackBytes
  /// A header that was read and whose member was not asked for.
  private var waiting: TarHeader?
  /// The content that was opened last, and the padding behind it.
  private var current: (content: LimitedBytes, padding: Int)?
  private var hasBegun = false

  init(_ bytes: any PackBytes, name: String) {
    (self.bytes, self.name) = (bytes, name)
  }

  func small(_ file: String, limit: Int) throws(PackError) -> [UInt8]? {
    let header = try nextHeader()
    guard header.name == file else {
      if file == PackFiles.manifest {
        throw PackError(.notAPack, "\(name) is no pack: its first member is not \(PackFiles.manifest)")
      }
      waiting = header
      return nil
    }
    guard header.size <= limit else {
      throw PackError(
        .malformed, "\(file) in \(name) has more than \(limit) bytes, which none needs: do not use this pack")
    }
    return try content(header).read(exactly: header.size, of: name)
  }

  func open(_ file: PackManifest.File) throws(PackError) -> any PackBytes {
    let header = try nextHeader()
    guard header.name == file.name else {
      throw PackError(
        .malformed, "\(name) has a member \(header.name) where \(file.name) should be: do not use this pack")
    }
    guard header.size == file.size else {
      throw PackError(
        .damaged, "\(file.name) in \(name) has \(header.size) bytes and should have \(file.size): fetch it again")
    }
    return content(header)
  }

  func skip(_ file: PackManifest.File) throws(PackError) { _ = try open(file) }

  func finish() throws(PackError) {
    try closeCurrent()
    guard waiting == nil, try bytes.read(exactly: TarHeader.end.count, of: name) == TarHeader.end else {
      throw PackError(.malformed, "\(name) has more members than its manifest names: do not use this pack")
    }
    guard try bytes.read(upTo: 1).isEmpty else {
      throw PackError(.malformed, "\(name) has bytes after its end: do not use this pack")
    }
  }

  private func content(_ header: TarHeader) -> LimitedBytes {
    let content = LimitedBytes(bytes, count: header.size)
    current = (content, TarHeader.padded(header.size) - header.size)
    return content
  }

  private func nextHeader() throws(PackError) -> TarHeader {
    if let header = waiting {
      waiting = nil
      return header
    }
    try closeCurrent()
    let first = try bytes.read(upTo: TarHeader.blockSize)
    if !hasBegun {
      hasBegun = true
      guard Self.canBegin(first) else {
        throw PackError(.notAPack, "\(name) is no pack: a pack is a folder, or a tar made by `fernery pack create`")
      }
    }
    let rest = TarHeader.blockSize - first.count
    return try TarHeader(block: first + bytes.read(exactly: rest, of: name), in: name)
  }

  /// Whether bytes can be the beginning of a pack's tar.
  private static func canBegin(_ bytes: [UInt8]) -> Bool {
    let start = Array(PackFiles.manifest.utf8)
    return !bytes.isEmpty && bytes.prefix(start.count).elementsEqual(start.prefix(bytes.count))
  }

  private func closeCurrent() throws(PackError) {
    guard let (content, padding) = current else { return }
    try content.skip(content.left)
    guard try bytes.read(exactly: padding, of: name).allSatisfy({ $0 == 0 }) else {
      throw PackError(.malformed, "\(name) has something between its members: do not use this pack")
    }
    current = nil
  }
}
