internal import CLibrary

/// Files that are there completely or not at all.
package enum WholeFile {
  /// Writes `bytes` under a temporary name in the same folder and renames that to `path`; does not wait for the device.
  ///
  /// A pipe or a device, such as `/dev/null`, is written to directly: a rename would replace it. A symbolic link of the
  /// user's own is followed, and stays.
  ///
  /// - Throws: ``SystemFailure``; ``SystemFailure/foreignLink`` for a link that another user made.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemFailure) {
    let target = try target(of: path)
    let status = try FileStatus.ifPresent(target)
    switch status?.kind {
    case .folder: throw SystemFailure(code: EISDIR)
    case .other: try fill(target, flags: 0, mode: nil, with: bytes)
    default:
      // The process and a random number: two writers of one path do not share a temporary file.
      let temporary = "\(target).\(getpid())-\(UInt32.random(in: 0 ... .max)).tmp"
      try fill(temporary, flags: O_CREAT | O_EXCL, mode: (status?.mode).map { $0 & 0o777 }, with: bytes)
      do throws(SystemFailure) { try FolderWriting.rename(temporary, to: target) } catch {
        unlink(temporary)
        throw error
      }
    }
  }

  /// Writes a new file that only those may read whom the mode lets, and waits for the device.
  package static func create(_ path: String, mode: UInt32, with bytes: [UInt8]) throws(SystemFailure) {
    try fill(path, flags: O_CREAT | O_EXCL, mode: mode, with: bytes)
    do throws(SystemFailure) { try FolderWriting.synchronizeFile(path) } catch {
      unlink(path)
      throw error
    }
  }

  /// Opens, writes and closes a file; removes it again if that fails after it was created.
  private static func fill(
    _ target: String, flags: Int32, mode: UInt32?, with bytes: [UInt8]
  ) throws(SystemFailure) {
    let descriptor = try SystemFailure.check {
      open(target, O_WRONLY | O_CLOEXEC | flags, mode.map { mode_t($0) } ?? 0o666)
    }
    // The permissions of the file that is being replaced; where they cannot be kept, the new file has the usual ones.
    if let mode { _ = fchmod(descriptor, mode_t(mode)) }
    var failure: SystemFailure?
    do throws(SystemFailure) { try FileDescriptor.writeNext(bytes, to: descriptor) } catch { failure = error }
    // Some file systems report want of space only here.
    if close(descriptor) != 0, failure == nil { failure = .last }
    guard let failure else { return }
    if flags & O_CREAT != 0 { unlink(target) }
    throw failure
  }

  /// The path of the file that a path names: itself unless it is a symbolic link to a regular file.
  ///
  /// - Throws: ``SystemFailure/foreignLink`` for a link that neither this user nor root made: it may lead to a file that its
  ///   maker could not change otherwise.
  package static func target(of path: String) throws(SystemFailure) -> String {
    var path = path
    // As many links as the kernel follows.
    for _ in 0..<40 {
      guard let link = try? FileStatus(of: path, followsLinks: false), link.kind == .link else { return path }
      guard link.isOwnOrRoots else { throw SystemFailure.foreignLink }
      guard (try? FileStatus(of: path))?.kind == .file, let next = destination(of: path) else { return path }
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      path = next.hasPrefix("/") ? next : folder + next
    }
    throw SystemFailure(code: ELOOP)
  }

  /// The path that a symbolic link holds; nil where that cannot be read or is not UTF-8.
  private static func destination(of link: String) -> String? {
    withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { buffer in
      let count = readlink(link, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
      return String(validating: buffer.prefix(max(0, count)), as: UTF8.self)
    }
  }
}
