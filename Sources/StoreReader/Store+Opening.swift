public import FractalCore
package import SystemIO

extension Store {
  /// Checks that every asset is there: what is drawn from a store that still grows depends on when it is read.
  ///
  /// - Throws: ``StoreError`` with the code `unfinished`.
  public func requireFinished() throws(StoreError) {
    guard !isSealed else { return }
    throw StoreError(
      .unfinished, "\(path) is not finished (\(count) of \(header.idRange.count) assets): run again what made it")
  }

  /// Looks at what stands at `path`, and tells whether a seal lies there.
  ///
  /// - Throws: ``StoreError`` where no store that can be read stands there.
  package static func inspect(_ path: String) throws(StoreError) -> Bool {
    let (file, hasSeal) = try open(path)
    _ = try map(file, of: path)
    return hasSeal
  }

  /// Opens the data of the store in the folder `path`, and tells whether a seal lies beside them.
  static func open(_ path: String) throws(StoreError) -> (data: FileDescriptor, hasSeal: Bool) {
    switch try kind(of: path) {
    case .missing: throw StoreError(.noSuchStore, "no store at \(path): there is no such folder")
    case .file: throw StoreError(.notAStore, "\(path) is no store: a store is a folder, and this is a file")
    case .folder: break
    }
    let data = FolderWriting.path(StoreFile.data, in: path)
    guard try kind(of: data) == .file else {
      throw StoreError(.notAStore, "\(path) is no store: it has no \(StoreFile.data)")
    }
    let file: FileDescriptor
    do throws(SystemFailure) {
      file = try FileDescriptor.regular(data)
    } catch {
      guard !error.isOtherKind else {
        throw StoreError(.notAStore, "\(path) is no store: its \(StoreFile.data) is no regular file")
      }
      throw StoreError(error, reading: path)
    }
    return (file, try kind(of: FolderWriting.path(StoreFile.seal, in: path)) != .missing)
  }

  /// The newest committed state of a store's data.
  package static func trees(
    _ file: FileDescriptor, of path: String
  ) throws(StoreError) -> CommittedTrees<StoreDatabase> {
    try trees(in: map(file, of: path), of: path)
  }

  static func trees(in map: PageMap, of path: String) throws(StoreError) -> CommittedTrees<StoreDatabase> {
    do throws(PageDamage) {
      if let trees = try CommittedTrees<StoreDatabase>(map) { return trees }
    } catch {
      throw StoreError(error, reading: path)
    }
    throw StoreError(.notAStore, "\(path) is no store: its \(StoreFile.data) holds something else")
  }

  static func map(_ file: FileDescriptor, of path: String) throws(StoreError) -> PageMap {
    do throws(PageMap.Failure) {
      return try PageMap(newestOf: file)
    } catch {
      throw switch error {
      case .system(let failure): StoreError(failure, reading: path)
      case .foreign: StoreError(.notAStore, "\(path) is no store: its \(StoreFile.data) is no LMDB file")
      case .truncated(let size, let needed):
        StoreError(
          .truncated,
          "the store \(path) is truncated: \(StoreFile.data) has \(size) bytes and its content needs "
            + (needed.map { "\($0)" } ?? "more than any file has"))
      }
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
