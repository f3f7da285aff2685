internal import FractalCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that is open for reading.
struct ReadableFile {
  private let path: String
  private let descriptor: Int32

  init(path: String) throws(PNGError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw PNGError.reading(path, errno: errno) }
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    // From a named pipe or a device nothing may ever come; a shell's own, as for `<(...)`, has a writer.
    guard isFile || path == "/dev/stdin" || path.hasPrefix("/dev/fd/") else {
      close()
      throw PNGError(.inputOutput, "\(path) is a pipe or a device: give the path of a PNG file")
    }
    _ = fcntl(descriptor, F_SETFL, 0)
  }

  func close() {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #elseif canImport(Darwin)
      _ = Darwin.close(descriptor)
    #endif
  }

  /// The next bytes of the file: `limit` of them, or fewer at its end.
  func read(upTo limit: Int) throws(PNGError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(limit, 1 << 20))
    while bytes.count < limit {
      let wanted = min(chunk.count, limit - bytes.count)
      let count = systemRead(descriptor, &chunk, wanted)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw PNGError.reading(path, errno: errno)
      }
      bytes += chunk[..<count]
    }
    return bytes
  }
}

/// The system's `read`, which the method of that name hides.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
