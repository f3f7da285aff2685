internal import ContentHashing
public import FractalCore
internal import StoreReader
internal import SystemIO

extension CatalogFile {
  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: the name of the file in messages, such as its path.
  /// - Throws: ``StoreWriterError``: ``StoreWriterErrorCode/notACatalog``, ``StoreWriterErrorCode/newerVersion`` or
  ///   ``StoreWriterErrorCode/damaged``.
  public init(bytes: [UInt8], name: String = "the data") throws(StoreWriterError) {
    var reader = CatalogReader(size: bytes.count, name: name) { start, count in
      Array(bytes[start..<min(bytes.count, start + count)])
    }
    self = try reader.catalog()
  }

  /// Reads a catalog's file, from front to back: what is none is not read whole.
  public init(path: String) throws(StoreWriterError) {
    let file: FileDescriptor
    let size: Int
    do throws(SystemFailure) {
      file = try FileDescriptor.regular(path)
      size = try file.size()
    } catch { throw StoreWriterError(error, reading: path) }
    var reader = CatalogReader(size: size, name: path) { start, count throws(SystemFailure) in
      try file.read(at: start, count: count)
    }
    self = try reader.catalog()
  }
}

/// Reads a catalog from front to back and hashes what it reads.
private struct CatalogReader {
  private let size: Int
  private let name: String
  private let read: (_ start: Int, _ count: Int) throws(SystemFailure) -> [UInt8]
  private var hash = SHA256()
  private var position = 0
  /// Bytes that were read but not yet requested.
  private var ahead: ArraySlice<UInt8> = []

  /// The longest specification: a flame's of 16 maps takes some kilobytes.
  private static let longestEntry = 1 << 16
  private static let hashCount = 32
  private static let bufferCount = 1 << 20

  init(
    size: Int, name: String, read: @escaping (_ start: Int, _ count: Int) throws(SystemFailure) -> [UInt8]
  ) {
    (self.size, self.name, self.read) = (size, name, read)
  }

  mutating func catalog() throws(StoreWriterError) -> CatalogFile {
    let start = size >= CatalogFile.magic.count + 4 + Self.hashCount ? try next(CatalogFile.magic.count) : []
    guard start == CatalogFile.magic else {
      throw StoreWriterError(.notACatalog, "\(name) is no catalog: `fernery search` writes one")
    }
    let version = try number(UInt32.self)
    guard version == CatalogFile.version else {
      throw StoreWriterError(
        .newerVersion,
        "\(name) is a catalog of version \(version), and this program reads version \(CatalogFile.version): update fernery"
      )
    }
    let rendererVersion = try number(UInt32.self)
    let planHash = try digest()
    let seed = try number(UInt64.self)
    let sides = (Int(try number(UInt32.self)), Int(try number(UInt32.self)), Int(try number(UInt32.self)))
    let shape = PixelShape(height: sides.0, width: sides.1, channels: sides.2)
    let licenceCount = Int(try number(UInt32.self))
    guard licenceCount <= AttributeKey.longestText, shape.isValidAsset else { throw damaged }
    guard let licence = String(validating: try next(licenceCount), as: UTF8.self), AttributeKey.isValid(licence) else {
      throw damaged
    }
    let count = try number(UInt64.self)
    // Each takes at least the 4 bytes of its length.
    guard count > 0, count <= size / 4 else { throw damaged }
    var entries: [[UInt8]] = []
    for _ in 0..<count {
      let length = Int(try number(UInt32.self))
      guard length <= Self.longestEntry else { throw damaged }
      entries.append(try next(length))
    }
    let found = hash.digest
    guard try digest() == found, position == size else { throw damaged }
    return CatalogFile(
      planHash: planHash, rendererVersion: rendererVersion, seed: seed, shape: shape, licence: licence, entries: entries
    )
  }

  private var damaged: StoreWriterError {
    StoreWriterError(.damaged, "the catalog \(name) is damaged: copy it again, or search again")
  }

  private mutating func digest() throws(StoreWriterError) -> SHA256Digest {
    guard let digest = SHA256Digest(bytes: try next(Self.hashCount)) else { throw damaged }
    return digest
  }

  private mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws(StoreWriterError) -> Number {
    var reader = CanonicalReader(try next(MemoryLayout<Number>.size))
    do { return try reader.read() } catch { throw damaged }
  }

  /// The next bytes.
  private mutating func next(_ count: Int) throws(StoreWriterError) -> [UInt8] {
    if ahead.count < count {
      do throws(SystemFailure) {
        ahead = ahead + (try read(position + ahead.count, max(count, Self.bufferCount)))
      } catch { throw StoreWriterError(error, reading: name) }
      guard ahead.count >= count else { throw damaged }
    }
    let bytes = Array(ahead.prefix(count))
    ahead = ahead.dropFirst(count)
    position += count
    hash.update(bytes)
    return bytes
  }
}
