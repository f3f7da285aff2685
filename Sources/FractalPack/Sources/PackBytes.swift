internal import FractalCore
internal import StoreReader
internal import SystemIO

/// Bytes that come one after another: of a file, a pipe or a web server.
protocol PackBytes: AnyObject {
  /// The next bytes: one to `count` of them, none at the end.
  func read(upTo count: Int) throws(PackError) -> [UInt8]
  /// Leaves out bytes; past the end nothing comes any more.
  func skip(_ count: Int) throws(PackError)
  /// The offset of the next byte in a local file that can be read again; nil for other sources.
  var place: (file: FileDescriptor, offset: Int)? { get }
}

extension PackBytes {
  var place: (file: FileDescriptor, offset: Int)? { nil }

  /// Exactly `count` bytes.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/truncated``.
  func read(exactly count: Int, of name: String) throws(PackError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let piece = try read(upTo: min(1 << 20, count - bytes.count))
      guard !piece.isEmpty else {
        throw PackError(.truncated, "\(name) ends too early: fetch the pack again")
      }
      bytes += piece
    }
    return bytes
  }
}

/// The bytes of a local file.
final class FileBytes: PackBytes {
  private let path: String
  private let file: FileDescriptor
  private var offset = 0

  init(_ file: FileDescriptor, path: String) {
    (self.file, self.path) = (file, path)
  }

  var place: (file: FileDescriptor, offset: Int)? { (file, offset) }

  func read(upTo count: Int) throws(PackError) -> [UInt8] {
    do throws(SystemFailure) {
      let bytes = try file.read(at: offset, count: count)
      offset += bytes.count
      return bytes
    } catch {
      throw PackError(error, reading: path)
    }
  }

  func skip(_ count: Int) { offset += count }
}

/// The bytes of a pipe, such as standard input.
final class PipeBytes: PackBytes {
  private let name: String
  private let file: FileDescriptor

  init(_ file: FileDescriptor, name: String) {
    (self.file, self.name) = (file, name)
  }

  func read(upTo count: Int) throws(PackError) -> [UInt8] {
    do throws(SystemFailure) {
      return try file.readNext(upTo: count)
    } catch {
      throw PackError(error, reading: name)
    }
  }

  func skip(_ count: Int) throws(PackError) {
    var left = count
    while left > 0 {
      let piece = try read(upTo: min(left, 1 << 20))
      if piece.isEmpty { return }
      left -= piece.count
    }
  }
}

/// Some of the next bytes of others.
final class LimitedBytes: PackBytes {
  private let base: any PackBytes
  private(set) var left: Int

  init(_ base: any PackBytes, count: Int) {
    (self.base, left) = (base, count)
  }

  var place: (file: FileDescriptor, offset: Int)? { base.place }

  func read(upTo count: Int) throws(PackError) -> [UInt8] {
    guard left > 0 else { return [] }
    let bytes = try base.read(upTo: min(count, left))
    left -= bytes.count
    return bytes
  }

  func skip(_ count: Int) throws(PackError) {
    let count = min(count, left)
    try base.skip(count)
    left -= count
  }
}
