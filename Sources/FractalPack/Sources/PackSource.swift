internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// The source of a pack's files, which are opened in the order of a tar, each at most once.
///
/// The order is: manifest, signature, then the files that the manifest names.
protocol PackSource: AnyObject {
  /// The name in messages.
  var name: String { get }

  /// Opens a file whose size is not known before.
  ///
  /// - Parameter limit: the most bytes that it may have.
  /// - Returns: its bytes, read whole; nil if there is none.
  func small(_ file: String, limit: Int) throws(PackError) -> [UInt8]?

  /// Opens a file that the manifest names, and checks its size where that can be known.
  func open(_ file: PackManifest.File) throws(PackError) -> any PackBytes

  /// Leaves out a file that the manifest names.
  func skip(_ file: PackManifest.File) throws(PackError)

  /// Checks that nothing follows the last file.
  func finish() throws(PackError)

  /// The names of everything that lies beside the manifest, as people read them; none where that cannot be listed.
  func names() throws(PackError) -> [String]
}

extension PackSource {
  func names() -> [String] { [] }
}

/// A pack in a local folder.
final class FolderSource: PackSource {
  let name: String

  init(path: String) {
    name = path
  }

  func small(_ file: String, limit: Int) throws(PackError) -> [UInt8]? {
    let path = FolderWriting.path(file, in: name)
    do throws(SystemFailure) {
      let descriptor = try FileDescriptor.regular(path)
      let size = try descriptor.size()
      guard size <= limit else { throw SystemFailure.tooLarge }
      return try descriptor.read(at: 0, count: size)
    } catch {
      guard !error.isTooLarge else {
        throw PackError(.malformed, "\(path) has more than \(limit) bytes, which none needs: do not use this pack")
      }
      if error.isMissing { return nil }
      throw PackError(error, reading: path)
    }
  }

  func open(_ file: PackManifest.File) throws(PackError) -> any PackBytes {
    let path = FolderWriting.path(file.name, in: name)
    let descriptor: FileDescriptor
    let size: Int
    do throws(SystemFailure) {
      descriptor = try FileDescriptor.regular(path)
      size = try descriptor.size()
    } catch {
      guard !error.isMissing else {
        throw PackError(.truncated, "the pack \(name) has no \(file.name): fetch it again")
      }
      throw PackError(error, reading: path)
    }
    guard size >= file.size else {
      throw PackError(.truncated, "\(path) has \(size) bytes and should have \(file.size): fetch it again")
    }
    guard size == file.size else {
      throw PackError(.damaged, "\(path) has \(size) bytes and should have \(file.size): fetch it again")
    }
    return LimitedBytes(FileBytes(descriptor, path: path), count: file.size)
  }

  func skip(_ file: PackManifest.File) {}

  func finish() {}

  func names() throws(PackError) -> [String] {
    do throws(SystemFailure) { return try FolderWriting.fileNames(in: name).map(\.shown) } catch {
      throw PackError(error, reading: name)
    }
  }
}
