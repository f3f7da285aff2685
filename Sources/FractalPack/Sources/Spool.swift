internal import ContentHashing
internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// A part of a local file.
struct FileSlice {
  var file: FileDescriptor
  var offset: Int
  var count: Int
}

/// Brings a shard to where it can be read twice, and compares its digest before anything looks into it.
enum Spool {
  /// The shard as a part of a local file, its digest compared.
  ///
  /// Local bytes are read in place. Others are copied to `path`, where a copy that was begun resumes.
  ///
  /// - Parameters:
  ///   - path: where a copy goes; nil for a file that nobody sees and that goes with the process.
  ///   - progress: told how many bytes have come; gives false to stop.
  /// - Returns: nil if it was stopped.
  /// - Throws: ``PackError``: ``PackErrorCode/truncated`` or ``PackErrorCode/damaged``, or what reading throws.
  static func verified(
    _ file: PackManifest.File, from bytes: any PackBytes, at path: String?, progress: (Int) -> Bool
  ) throws(PackError) -> FileSlice? {
    let place = bytes.place
    var hash = SHA256()
    var done = 0
    var copy: FileDescriptor?
    if place == nil {
      let made = try makeCopy(at: path)
      done = try resume(made, size: file.size, hash: &hash)
      try bytes.skip(done)
      copy = made
    }
    let resumed = done
    while done < file.size {
      guard progress(done) else { return nil }
      let piece: [UInt8]
      do throws(PackError) { piece = try bytes.read(upTo: min(1 << 20, file.size - done)) } catch {
        guard error.code != .cancelled else { return nil }
        throw error
      }
      guard !piece.isEmpty else {
        throw PackError(.truncated, "\(file.name) ends after \(done) of \(file.size) bytes: fetch the pack again")
      }
      hash.update(piece)
      if let copy {
        do throws(SystemFailure) { try copy.write(piece, at: done) } catch {
          throw PackError(error, writing: path ?? "a temporary file")
        }
      }
      done += piece.count
    }
    guard hash.digest == file.sha256 else {
      try? copy?.empty()
      guard resumed == 0 else {
        throw PackError(
          .inputOutput, "what an earlier run had fetched of \(file.name) was damaged: run the same command again")
      }
      throw damaged(file)
    }
    if let place { return FileSlice(file: place.file, offset: place.offset, count: file.size) }
    return copy.map { FileSlice(file: $0, offset: 0, count: file.size) }
  }

  /// All bytes of a small file, its digest compared.
  static func small(_ file: PackManifest.File, from bytes: any PackBytes) throws(PackError) -> [UInt8] {
    let content = try bytes.read(exactly: file.size, of: file.name)
    guard SHA256Digest(sha256Of: content) == file.sha256 else { throw damaged(file) }
    return content
  }

  /// A file for reading and writing that has no name any more.
  static func unnamedFile() throws(PackError) -> FileDescriptor {
    do throws(SystemFailure) {
      return try FileDescriptor.unnamed()
    } catch {
      throw PackError(error, writing: "a temporary file in \(FileDescriptor.temporaryFolder)")
    }
  }

  private static func damaged(_ file: PackManifest.File) -> PackError {
    PackError(
      .damaged,
      "\(file.name) does not have the digest that the manifest names: it was damaged or altered; fetch it again")
  }

  private static func makeCopy(at path: String?) throws(PackError) -> FileDescriptor {
    guard let path else { return try unnamedFile() }
    do throws(SystemFailure) {
      return try FileDescriptor(updating: path)
    } catch {
      throw PackError(error, writing: path)
    }
  }

  /// Hashes what an earlier run copied.
  private static func resume(_ copy: FileDescriptor, size: Int, hash: inout SHA256) throws(PackError) -> Int {
    do throws(SystemFailure) {
      let had = try copy.size()
      guard had <= size else {
        try copy.empty()
        return 0
      }
      for offset in stride(from: 0, to: had, by: 1 << 20) {
        hash.update(try copy.read(at: offset, count: min(1 << 20, had - offset)))
      }
      return had
    } catch {
      throw PackError(error, reading: "what an earlier run fetched")
    }
  }
}
