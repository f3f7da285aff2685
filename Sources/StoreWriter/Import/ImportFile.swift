internal import ContentHashing
internal import FractalCore
internal import FractalImageIO
internal import StoreReader
internal import SystemIO

/// A file that may be imported.
struct ImportFile: Sendable, Hashable {
  /// Its path.
  let path: String
  /// Its name relative to the folder that was named.
  let name: String

  /// The pictures that importing accepts: of one that is larger, a decoded copy for each thread would fill the memory.
  private static let limits = PNG.Limits(pixels: 1 << 26)

  /// The content of folders.
  struct Listing {
    /// The files that may be imported.
    var files: [ImportFile] = []
    /// The files that are left out because of their name or kind.
    var refused: [StoreImport.Refusal] = []
  }

  /// The files in folders, and in theirs, in the order of the folders and then of names by their bytes.
  ///
  /// Hidden files, links to folders, broken links and names that are not UTF-8 are left out and listed.
  ///
  /// - Throws: ``StoreWriterError`` for a folder that cannot be read to its end.
  static func list(_ paths: [String]) throws(StoreWriterError) -> Listing {
    var listing = Listing()
    for path in paths {
      do throws(SystemFailure) {
        switch try PathKind(of: path) {
        case .missing: throw SystemFailure.notFound
        case .file:
          listing.files.append(ImportFile(path: path, name: FolderWriting.split(path).name))
          continue
        case .folder: break
        }
      } catch {
        throw StoreWriterError(error, reading: path)
      }
      var found = Listing()
      try collect(path, prefix: "", into: &found)
      listing.files += found.files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      listing.refused += found.refused.sorted { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
    }
    return listing
  }

  private static func collect(
    _ folder: String, prefix: String, into listing: inout Listing
  ) throws(StoreWriterError) {
    for entry in try names(in: folder) {
      let path = FolderWriting.path(entry.shown, in: folder)
      func leaveOut(_ reason: String) {
        listing.refused.append(StoreImport.Refusal(file: path, reason: "\(path) \(reason)"))
      }
      guard let name = entry.text else {
        leaveOut("has a name that is not UTF-8: rename it")
        continue
      }
      guard !name.hasPrefix(".") else {
        leaveOut("is hidden")
        continue
      }
      switch try (kind(of: path, followsLinks: false), kind(of: path, followsLinks: true)) {
      case (.folder, _): try collect(path, prefix: prefix + name + "/", into: &listing)
      case (_, .folder): leaveOut("is a link to a folder: name that folder itself, too")
      case (_, nil): leaveOut("is a link to nothing")
      default: listing.files.append(ImportFile(path: path, name: prefix + name))
      }
    }
  }

  private static func names(in folder: String) throws(StoreWriterError) -> [FileName] {
    do throws(SystemFailure) {
      return try FolderWriting.fileNames(in: folder)
    } catch {
      throw StoreWriterError(error, reading: folder)
    }
  }

  /// The kind of what a path names; nil for nothing, such as the end of a broken or circular link.
  private static func kind(of path: String, followsLinks: Bool) throws(StoreWriterError) -> FileStatus.Kind? {
    do throws(SystemFailure) {
      return try FileStatus.ifPresent(path, followsLinks: followsLinks)?.kind
    } catch {
      guard error.isLinkLoop else { throw StoreWriterError(error, reading: path) }
      return nil
    }
  }

  /// Why a file is left out while others are imported: it is no picture that is accepted.
  struct Unfit: Error {
    /// One line, which names the file.
    var reason: String
  }

  /// Reads the file: its hash and the picture in it, grey where it is grey.
  ///
  /// - Throws: ``Unfit``; `PNGError` or ``StoreWriterError`` where the system fails, whose lines name the file.
  func read() throws -> (hash: SHA256Digest, picture: Picture) {
    let bytes: [UInt8]
    do throws(SystemFailure) {
      let status = try FileStatus(of: path)
      // A pipe or device would be waited for, perhaps for ever.
      guard status.kind == .file else { throw SystemFailure.notRegular }
      guard status.size <= Self.limits.fileBytes else { throw SystemFailure.tooLarge }
      bytes = try FileDescriptor(reading: path).read(at: 0, count: status.size)
    } catch {
      if error.isNotRegular { throw Unfit(reason: "\(path) is no file: give the path of a PNG file") }
      if error.isTooLarge { throw Unfit(reason: "\(path) is larger than \(Self.limits.fileBytes) bytes") }
      throw StoreWriterError(error, reading: path)
    }
    do throws(PNGError) {
      return (SHA256Digest(sha256Of: bytes), try PNG.decode(bytes, name: path, limits: Self.limits))
    } catch {
      guard error.code.category == .invalidData else { throw error }
      throw Unfit(reason: error.message)
    }
  }
}
