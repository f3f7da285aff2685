internal import CLibrary

extension FileDescriptor {
  /// Up to `count` bytes from where the file stands; none at its end.
  package func readNext(upTo count: Int) throws(SystemFailure) -> [UInt8] {
    var failure: SystemFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var got = systemRead(number, buffer.baseAddress!, count)
      while got < 0 && errno == EINTR { got = systemRead(number, buffer.baseAddress!, count) }
      if got < 0 { failure = .last }
      filled = max(0, got)
    }
    if let failure { throw failure }
    return bytes
  }

  /// The bytes from where the file stands to its end, but at most `limit`.
  package func read(upTo limit: Int) throws(SystemFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let piece = try readNext(upTo: min(1 << 20, limit - bytes.count))
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  }

  /// Standard input under a number of its own, so that closing it leaves that of the process.
  package static func standardInput() throws(SystemFailure) -> FileDescriptor {
    let number = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    guard number >= 0 else { throw .last }
    return FileDescriptor(taking: number)
  }

  /// Opens a regular file for reading, or fails; a pipe or a device in its place cannot make the reader wait.
  package static func regular(_ path: String) throws(SystemFailure) -> FileDescriptor {
    let file = try FileDescriptor(path, O_RDONLY | O_NONBLOCK)
    let kind = try file.status().kind
    guard kind == .file else { throw SystemFailure(code: kind == .folder ? EISDIR : SystemFailure.notRegular.code) }
    return file
  }

  /// Opens a file for reading: a regular one, or one that the shell has opened, as for `<(...)` or `/dev/stdin`.
  package static func readable(_ path: String) throws(SystemFailure) -> FileDescriptor {
    if let handedOver = try opened(path) { return handedOver }
    return try regular(path)
  }

  /// Writes all bytes to a descriptor, which may be a pipe, from where it stands.
  package static func writeNext(_ bytes: [UInt8], to descriptor: Int32) throws(SystemFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { CLibrary.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw .last }
    }
  }

  /// All bytes of a small file: a regular one, or one that the shell has opened, as for `<(...)` or `/dev/stdin`.
  ///
  /// - Throws: ``SystemFailure/tooLarge`` for more than `limit` bytes, ``SystemFailure/notRegular`` for a named pipe or a
  ///   device, from which nothing may ever come.
  package static func contents(of path: String, limit: Int) throws(SystemFailure) -> [UInt8] {
    let bytes = try readable(path).read(upTo: limit + 1)
    guard bytes.count <= limit else { throw .tooLarge }
    return bytes
  }

  /// The open file that `/dev/stdin` or `/dev/fd/N` names, under a number of its own; nil for any other path.
  ///
  /// Not opened anew: that would wait for a writer where the pipe has a name and its writer has ended.
  private static func opened(_ path: String) throws(SystemFailure) -> FileDescriptor? {
    let name = path == "/dev/stdin" ? "0" : path.hasPrefix("/dev/fd/") ? String(path.dropFirst("/dev/fd/".count)) : ""
    guard let number = Int32(name), number >= 0 else { return nil }
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw .last }
    return FileDescriptor(taking: copy)
  }
}

/// The system's `read`, which the method of that name hides.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
