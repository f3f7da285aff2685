import FractalCore
import StoreReader
import SystemIO

/// Small files that arguments name: keys, passwords, plans.
enum InputFile {
  /// All bytes of a file.
  ///
  /// - Parameters:
  ///   - limit: the most bytes that it may have.
  ///   - kind: a noun for what it should be, with its article.
  static func read(_ path: String, limit: Int, as kind: String) throws(CommandError) -> [UInt8] {
    do throws(SystemFailure) {
      return try FileDescriptor.contents(of: path, limit: limit)
    } catch {
      if error.isMissing { throw CommandError(.notFound, "there is no file \(path): give the path of \(kind)") }
      if error.isFolder { throw CommandError(.invalidData, "\(path) is a folder: give the file of \(kind)") }
      if error.isNotRegular {
        throw CommandError(.invalidData, "\(path) is a pipe or a device: give the file of \(kind)")
      }
      guard !error.isTooLarge else {
        throw CommandError(
          .invalidData, "\(path) is too long for \(kind): it has more than \(HumanFormat.bytes(limit))")
      }
      throw CommandError(error, reading: path)
    }
  }
}
