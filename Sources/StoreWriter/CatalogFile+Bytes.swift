internal import ContentHashing
public import FractalCore
internal import StoreReader

/// The file of a catalog: magic, version, header, entries, and SHA-256 of all that.
extension CatalogFile {
  private static let magic = Array("FERNCATA".utf8)
  private static let version: UInt32 = 1

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
    return writer.bytes + Digest32(sha256Of: writer.bytes).bytes
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameter name: what messages call it, such as its path.
  /// - Throws: ``StoreWriterError``: ``StoreWriterErrorCode/notACatalog``, ``StoreWriterErrorCode/newerVersion`` or
  ///   ``StoreWriterErrorCode/damaged``.
  public init(bytes: [UInt8], name: String = "the data") throws(StoreWriterError) {
    guard bytes.starts(with: Self.magic), bytes.count >= Self.magic.count + 36 else {
      throw StoreWriterError(.notACatalog, "\(name) is no catalog: `fernery search` writes one")
    }
    let damaged = StoreWriterError(.damaged, "the catalog \(name) is damaged: copy it again, or search again")
    do {
      var reader = CanonicalReader(Array(bytes.dropLast(32)))
      _ = try reader.read(count: Self.magic.count)
      let version = try reader.read(UInt32.self)
      guard version == Self.version else {
        throw StoreWriterError(
          .newerVersion,
          "\(name) is a catalog of version \(version), and this program reads version \(Self.version): update fernery")
      }
      // After the version, because another one may end in another way.
      guard Digest32(sha256Of: bytes.dropLast(32)) == Digest32(bytes: bytes.suffix(32)) else { throw damaged }
      rendererVersion = try reader.read()
      guard let plan = Digest32(bytes: try reader.read(count: 32)) else { throw damaged }
      planHash = plan
      seed = try reader.read()
      let sides = try (0..<3).map { _ in Int(try reader.read(UInt32.self)) }
      shape = PixelShape(height: sides[0], width: sides[1], channels: sides[2])
      let licenceBytes = try reader.read(count: Int(try reader.read(UInt32.self)))
      guard let licence = String(validating: licenceBytes, as: UTF8.self), AttributeKey.isValid(licence),
        shape.isValidAsset
      else { throw damaged }
      self.licence = licence
      let count = try reader.read(UInt64.self)
      var entries: [[UInt8]] = []
      // Each entry takes at least the 4 bytes of its length: a hostile count ends at the end of the bytes.
      for _ in 0..<count { entries.append(try reader.read(count: Int(try reader.read(UInt32.self)))) }
      guard reader.remaining == 0, !entries.isEmpty else { throw damaged }
      self.entries = entries
    } catch let error as StoreWriterError {
      throw error
    } catch {
      throw damaged
    }
  }

  /// Reads a catalog's file.
  public init(path: String) throws(StoreWriterError) {
    let bytes: [UInt8]
    do throws(SystemFailure) {
      let file = try FileDescriptor(reading: path)
      bytes = try file.read(at: 0, count: try file.size())
    } catch {
      throw StoreWriterError(error, reading: path)
    }
    try self.init(bytes: bytes, name: path)
  }

  /// Writes a catalog's file, whole or not at all; an existing file is not replaced.
  public func write(to path: String) throws(StoreWriterError) {
    try Self.requireVacant(path)
    do throws(SystemFailure) {
      try FolderWriting.replaceFile(path, with: bytes, inFolder: FolderWriting.split(path).parent)
    } catch {
      throw StoreWriterError(error, writing: path)
    }
  }

  /// Checks that nothing stands where a catalog should be written: before a search that may take hours.
  public static func requireVacant(_ path: String) throws(StoreWriterError) {
    do throws(SystemFailure) {
      guard try PathKind(of: path) == .missing else {
        throw SystemFailure(code: 0)
      }
      guard try PathKind(of: FolderWriting.split(path).parent) == .folder else { throw SystemFailure.notFound }
    } catch {
      guard error.code != 0 else {
        throw StoreWriterError(.alreadyExists, "\(path) exists already: choose another path for the catalog")
      }
      throw StoreWriterError(error, writing: path)
    }
  }
}
