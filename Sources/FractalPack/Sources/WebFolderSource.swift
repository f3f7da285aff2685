internal import FractalCore

/// A pack in a folder of a web server.
final class WebFolderSource: PackSource {
  let name: String
  private let address: WebAddress
  /// One for all files, which are read one after another.
  private let connection: WebConnection

  init(_ address: WebAddress, _ monitor: TaskMonitor) {
    self.address = address
    connection = WebConnection(monitor)
    name = address.name
  }

  func small(_ file: String, limit: Int) throws(PackError) -> [UInt8]? {
    let bytes = WebBytes(address.file(file), size: limit + 1, connection)
    var content: [UInt8] = []
    do throws(PackError) {
      while content.count <= limit {
        let piece = try bytes.read(upTo: limit + 1 - content.count)
        if piece.isEmpty { return content }
        content += piece
      }
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
    throw PackError(
      .malformed, "\(file) at \(name) has more than \(limit) bytes, which none needs: do not use this pack")
  }

  func open(_ file: PackManifest.File) -> any PackBytes {
    WebBytes(address.file(file.name), size: file.size, connection)
  }

  func skip(_ file: PackManifest.File) {}

  func finish() {}
}
