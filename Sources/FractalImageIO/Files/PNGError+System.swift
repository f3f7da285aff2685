internal import FractalCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension ModuleError<PNGErrorCode> {
  /// The error of a file that could not be read.
  static func reading(_ path: String, errno code: Int32) -> Self {
    let cause = UnderlyingCause(errno: code)
    return switch code {
    case ENOENT, ENOTDIR: Self(.notFound, "\(path) does not exist: check the path")
    case EACCES, EPERM: Self(.permission, "\(path) may not be read: check its permissions")
    case EISDIR: Self(.inputOutput, "\(path) is a folder: give the path of a PNG file")
    default: Self(.inputOutput, "reading \(path) failed", cause: cause)
    }
  }

  /// The error of a file that could not be written.
  static func writing(_ path: String, errno code: Int32) -> Self {
    let cause = UnderlyingCause(errno: code)
    return switch code {
    case ENOENT, ENOTDIR: Self(.cannotCreate, "\(path) cannot be created: its folder does not exist")
    case EISDIR: Self(.cannotCreate, "\(path) is a folder: give the path of a file")
    case EACCES, EPERM: Self(.permission, "\(path) may not be written: check the permissions of its folder")
    case EROFS: Self(.cannotCreate, "\(path) cannot be created: the file system is read-only")
    case ENOSPC, EDQUOT: Self(.inputOutput, "no space left to write \(path): free some and try again")
    default: Self(.inputOutput, "writing \(path) failed", cause: cause)
    }
  }
}

extension UnderlyingCause {
  /// The operating system's code with its own text.
  init(errno code: Int32) {
    self.init(domain: "errno", code: code, text: String(cString: strerror(code)))
  }
}
