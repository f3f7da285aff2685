internal import ContentHashing
internal import FractalCore
internal import FractalImageIO
internal import StoreReader

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that may be imported.
struct ImportFile: Sendable, Hashable {
  /// Where it is.
  let path: String
  /// Its name relative to the folder that was named.
  let name: String

  /// The pictures that importing accepts: of one that is larger, a decoded copy for each thread would fill the memory.
  private static let limits = PNG.Limits(pixels: 1 << 26)

  /// The files in folders, and in theirs, in the order of the folders and then of names by their bytes; hidden ones are
  /// left out, and links to folders not followed.
  ///
  /// - Throws: ``StoreWriterError`` for a folder that cannot be read.
  static func list(_ paths: [String]) throws(StoreWriterError) -> [ImportFile] {
    var files: [ImportFile] = []
    for path in paths {
      do throws(SystemFailure) {
        switch try PathKind(of: path) {
        case .missing: throw SystemFailure.notFound
        case .file: files.append(ImportFile(path: path, name: FolderWriting.split(path).name))
        case .folder: try collect(path, prefix: "", into: &files)
        }
      } catch {
        throw StoreWriterError(error, reading: path)
      }
    }
    return files
  }

  private static func collect(_ folder: String, prefix: String, into files: inout [ImportFile]) throws(SystemFailure) {
    var found: [ImportFile] = []
    for name in try FolderWriting.names(in: folder) where !name.hasPrefix(".") {
      let path = StoreFile.path(name, in: folder)
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try collect(path, prefix: prefix + name + "/", into: &found)
      } else if (try? PathKind(of: path)) != .folder {
        found.append(ImportFile(path: path, name: prefix + name))
      }
    }
    files += found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Reads the file: its hash and the picture in it, grey where it is grey.
  ///
  /// - Throws: `PNGError` or ``StoreWriterError``; their lines name the file.
  func read() throws -> (hash: Digest32, picture: Picture) {
    let bytes: [UInt8]
    do throws(SystemFailure) {
      // A pipe or device would be waited for, perhaps for ever.
      var status = stat()
      guard stat(path, &status) == 0 else { throw SystemFailure.last }
      guard status.st_mode & S_IFMT == S_IFREG else { throw SystemFailure(code: EINVAL) }
      let size = Int(status.st_size)
      guard size <= Self.limits.fileBytes else { throw SystemFailure(code: EFBIG) }
      bytes = try FileDescriptor(reading: path).read(at: 0, count: size)
    } catch {
      switch error.code {
      case EINVAL: throw StoreWriterError(.readFailed, "\(path) is no file: give the path of a PNG file")
      case EFBIG: throw StoreWriterError(.readFailed, "\(path) is larger than \(Self.limits.fileBytes) bytes")
      default: throw StoreWriterError(error, reading: path)
      }
    }
    return (Digest32(sha256Of: bytes), try PNG.decode(bytes, name: path, limits: Self.limits))
  }
}
