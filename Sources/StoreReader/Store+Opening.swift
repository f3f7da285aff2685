internal import FractalCore

extension Store {
  /// Looks at what stands at `path` before LMDB does, and tells whether a seal lies there.
  ///
  /// LMDB would map a truncated file, and the first touch of a missing page would end the process.
  package static func inspect(_ path: String) throws(StoreError) -> Bool {
    switch try kind(of: path) {
    case .missing: throw StoreError(.noSuchStore, "no store at \(path): there is no such folder")
    case .file: throw StoreError(.notAStore, "\(path) is no store: a store is a folder, and this is a file")
    case .folder: break
    }
    let data = StoreFile.path(StoreFile.data, in: path)
    guard try kind(of: data) == .file else {
      throw StoreError(.notAStore, "\(path) is no store: it has no \(StoreFile.data)")
    }
    let header: LMDBFileHeader?
    let size: Int
    do throws(SystemFailure) {
      let file = try FileDescriptor(reading: data)
      header = try LMDBFileHeader(file: file)
      // After the header, because a store that is being written grows in between.
      size = try file.size()
    } catch {
      throw StoreError(error, reading: path)
    }
    guard let header else {
      throw StoreError(.notAStore, "\(path) is no store: its \(StoreFile.data) is no LMDB file")
    }
    guard let required = header.requiredFileSize, size >= required else {
      throw StoreError(
        .truncated,
        "the store \(path) is truncated: \(StoreFile.data) has \(size) bytes and its content needs "
          + (header.requiredFileSize.map { "\($0)" } ?? "more than any file has"))
    }
    return try kind(of: StoreFile.path(StoreFile.seal, in: path)) != .missing
  }

  /// Opens the file as its state allows: a sealed one without locks, another with locks where they can be made.
  static func open(_ file: String, hasSeal: Bool) throws(LMDBFailure) -> LMDBEnvironment {
    if hasSeal { return try LMDBEnvironment(path: file, mode: .sealed) }
    do throws(LMDBFailure) {
      return try LMDBEnvironment(path: file, mode: .shared)
    } catch {
      guard let code = error.systemCode, SystemFailure(code: code).isPermission else { throw error }
      return try LMDBEnvironment(path: file, mode: .sharedWithoutLocks)
    }
  }

  private static func kind(of path: String) throws(StoreError) -> PathKind {
    do throws(SystemFailure) {
      return try PathKind(of: path)
    } catch {
      throw StoreError(error, reading: path)
    }
  }
}
