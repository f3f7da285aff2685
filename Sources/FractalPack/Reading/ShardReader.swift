internal import FractalCore
internal import StoreReader
internal import SystemIO

/// An asset as it lies in a shard.
struct PackedAsset: Sendable {
  var id: Int
  /// The bytes of its PNG; empty where they were left out.
  var png: [UInt8]
  /// The record: JSON.
  var record: [UInt8]
}

/// Reads the assets of a shard one after another: two members each, `NNNNNNNNN.png` and `NNNNNNNNN.json`.
struct ShardReader {
  private let slice: FileSlice
  private let shard: PackManifest.Shard
  private let shape: PixelShape
  private var position = 0
  private var nextID: Int
  private var hasEnded = false
  private var buffer: [UInt8] = []
  private var bufferStart = 0

  private static let window = 1 << 20

  init(_ slice: FileSlice, shard: PackManifest.Shard, shape: PixelShape) {
    (self.slice, self.shard, self.shape) = (slice, shard, shape)
    nextID = shard.ids.lowerBound
  }

  /// Bytes that were read so far.
  var done: Int { position }

  /// The next asset; nil once the last has come and the end was checked, and from then on.
  ///
  /// - Parameter withPicture: whether the PNG is wanted.
  /// - Throws: ``PackError`` with the code ``PackErrorCode/malformed`` for anything else than the two members.
  mutating func next(withPicture: Bool = true) throws(PackError) -> PackedAsset? {
    guard nextID < shard.ids.upperBound else {
      if hasEnded { return nil }
      hasEnded = true
      guard shard.file.size - position == TarHeader.end.count, try take(TarHeader.end.count) == TarHeader.end else {
        throw malformed("has something after its last asset")
      }
      return nil
    }
    let id = nextID
    let png = try member(PackFiles.asset(id) + ".png", limit: PackLimits.picture(shape), wanted: withPicture)
    let record = try member(PackFiles.asset(id) + ".json", limit: PackLimits.record, wanted: true)
    nextID += 1
    return PackedAsset(id: id, png: png, record: record)
  }

  private mutating func member(_ name: String, limit: Int, wanted: Bool) throws(PackError) -> [UInt8] {
    let header = try TarHeader(block: take(TarHeader.blockSize), in: shard.file.name)
    guard header.name == name else { throw malformed("has a member \(header.name) where \(name) should be") }
    guard (1...limit).contains(header.size) else {
      throw malformed("has a member \(name) of \(header.size) bytes, and 1 to \(limit) are possible")
    }
    let padding = TarHeader.padded(header.size) - header.size
    guard wanted else {
      position += header.size + padding
      return []
    }
    let content = try take(header.size)
    guard try take(padding).allSatisfy({ $0 == 0 }) else { throw malformed("has something between its members") }
    return content
  }

  private func malformed(_ what: String) -> PackError {
    PackError(.malformed, "\(shard.file.name) \(what): do not use this pack")
  }

  private mutating func take(_ count: Int) throws(PackError) -> [UInt8] {
    guard position + count <= slice.count else { throw malformed("ends in the middle of an asset") }
    if position < bufferStart || position + count > bufferStart + buffer.count {
      do throws(SystemFailure) {
        buffer = try slice.file.read(
          at: slice.offset + position, count: min(max(count, Self.window), slice.count - position))
      } catch {
        throw PackError(error, reading: shard.file.name)
      }
      bufferStart = position
      guard buffer.count >= count else {
        throw PackError(.truncated, "\(shard.file.name) became shorter while it was read")
      }
    }
    let start = position - bufferStart
    position += count
    return Array(buffer[start..<start + count])
  }
}
