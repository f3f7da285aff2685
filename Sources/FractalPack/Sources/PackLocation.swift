internal import FractalCore
internal import StoreReader
internal import SystemIO

/// The kind of a pack's location: a folder, a tar, `-` for standard input, or a URL.
public enum PackLocation {
  /// A text in which locations may stand, without what may be secret in URLs: user, password, query and fragment.
  public static func shown(_ text: String) -> String { WebAddress.redacted(text) }

  /// The source that a location names.
  ///
  /// A URL whose path ends with `.tar` is a tar; any other names a folder.
  ///
  /// - Parameter monitor: stops what waits for a web server.
  /// - Throws: ``PackError`` when nothing is there.
  static func source(_ location: String, _ monitor: TaskMonitor = .silent) throws(PackError) -> any PackSource {
    if location == "-" {
      let name = "standard input"
      do throws(SystemFailure) {
        return TarSource(PipeBytes(try FileDescriptor.standardInput(), name: name), name: name)
      } catch {
        throw PackError(error, reading: name)
      }
    }
    if location.lowercased().hasPrefix("http://") || location.lowercased().hasPrefix("https://") {
      let address = try WebAddress(location)
      return address.isTar
        ? TarSource(WebBytes(address, size: nil, WebConnection(monitor)), name: address.name)
        : WebFolderSource(address, monitor)
    }
    do throws(SystemFailure) {
      switch try PathKind(of: location) {
      case .missing: throw SystemFailure.notFound
      case .folder: return FolderSource(path: location)
      case .file:
        return TarSource(FileBytes(try FileDescriptor.regular(location), path: location), name: location)
      }
    } catch {
      throw PackError(error, reading: location)
    }
  }
}
