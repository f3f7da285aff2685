internal import ContentHashing
public import FractalCore
internal import StoreReader
internal import SystemIO

/// The file of a catalog: magic, version, header, entries, and SHA-256 of all that.
extension CatalogFile {
  static let magic = Array("FERNCATA".utf8)
  static let version: UInt32 = 1

  /// The bytes of the file.
  public var bytes: [UInt8] {
    var writer = CanonicalWriter()
    writer.write(contentsOf: Self.magic)
    writer.write(Self.version)
    writer.write(rendererVersion)
    writer.write(contentsOf: planHash.bytes)
    writer.write(seed)
    for side in [shape.height, shape.width, shape.channels] { writer.write(UInt32(side)) }
    let licence = Array(licence.utf8)
    writer.write(UInt32(licence.count))
    writer.write(contentsOf: licence)
    writer.write(UInt64(entries.count))
    for entry in entries {
      writer.write(UInt32(entry.count))
      writer.write(contentsOf: entry)
    }
    return writer.bytes + SHA256Digest(sha256Of: writer.bytes).bytes
  }

  /// Writes a catalog's file, whole or not at all; an existing file is not replaced.
  public func write(to path: String) throws(StoreWriterError) {
    try Self.requireVacant(path)
    do throws(SystemFailure) {
      try FolderWriting.makeFile(path, with: bytes)
    } catch {
      throw StoreWriterError(error, writing: path)
    }
  }

  /// Checks that nothing stands where a catalog should be written: before a search that may take hours.
  public static func requireVacant(_ path: String) throws(StoreWriterError) {
    do throws(SystemFailure) {
      guard try PathKind(of: path) == .missing else { throw SystemFailure.taken }
      guard try PathKind(of: FolderWriting.split(path).parent) == .folder else { throw SystemFailure.notFound }
    } catch {
      guard !error.isTaken else {
        throw StoreWriterError(.alreadyExists, "\(path) exists already: choose another path for the catalog")
      }
      throw StoreWriterError(error, writing: path)
    }
  }
}
