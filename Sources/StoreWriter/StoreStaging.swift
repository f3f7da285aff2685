internal import FractalCore
internal import StoreReader
internal import SystemIO

/// The folder beside a store in which its successor is made, `.NAME.next`, and the lock on all changes of the store.
///
/// A sealed store never changes: who grows, compacts or repairs it, or adds to it, makes a sibling and exchanges the two in
/// one step. One lock, `.NAME.lock` beside the store, is held from before anybody looks at the sibling until what was
/// replaced is gone.
///
/// A mark, `.replacing`, tells what a run that was killed has left. It is put into the sibling when that is finished. In
/// the store it says that the sibling is what was replaced. In both it says that the sibling's files are being moved into
/// the store one by one, because the file system cannot exchange folders.
package final class StoreStaging: Sendable {
  /// The store, without links.
  let store: String
  /// The sibling.
  let path: String
  private let parent: String
  private let lock: WriterLock

  /// The content of a sibling.
  enum Content {
    /// Nothing, or nothing of use: what a compaction or a repair that was killed left behind.
    case remains
    /// A longer prefix of the store's catalog.
    case growth
    /// Some other store: the union with others, or one that is not ours to remove.
    case addition
  }

  private static let mark = FileName(".replacing")
  private static let storeFiles = [FileName(StoreFile.data), FileName(StoreFile.seal)]

  /// Takes the lock, and ends what a run that was killed left half done.
  ///
  /// - Throws: `StoreError` when no store stands at the path, ``StoreWriterError`` when another process changes it.
  init(of store: String) throws {
    _ = try StoreFiles(store)
    let place = try Self.place(store)
    let (parent, name) = FolderWriting.split(place)
    self.store = place
    self.parent = parent
    path = FolderWriting.path(".\(name).next", in: parent)
    lock = try WriterLock.changing(place)
    do {
      try finish(writer: nil)
    } catch let failure as SystemFailure {
      throw failure.isTaken ? Self.remainsError(place, path) : StoreWriterError(failure, writing: place)
    }
    try requireOwnSibling()
  }

  deinit { lock.remove() }

  /// Takes the lock; nil if no lock can be made, so that nothing can be changed.
  static func ifPermitted(of store: String) throws -> StoreStaging? {
    do {
      return try StoreStaging(of: store)
    } catch let error as StoreWriterError where error.code == .permissionDenied {
      return nil
    }
  }

  /// The error where ``ifPermitted(of:)`` gave nil and the store must be changed.
  static func permissionError(_ store: String) -> StoreWriterError {
    StoreWriterError(.permissionDenied, "no permission to write \(store) and the folder that holds it")
  }

  /// Ends what was done under the lock.
  func end() { lock.remove() }

  /// Ends a replacement of a store that was killed or failed half way, if there is one.
  package static func finishReplacement(of store: String) throws {
    guard let place = try? place(store), let folder = try? OpenFolder(place), (try? folder.contains(mark)) == true
    else { return }
    try StoreStaging(of: store).end()
  }

  /// The store's folder itself, which no link names.
  static func place(_ store: String) throws(StoreWriterError) -> String {
    let place = PathKind.absolute(store)
    guard FolderWriting.isLink(place) else { return place }
    throw StoreWriterError(
      .cannotCreate, "\(store) is a link into a folder whose name is not UTF-8: give the store's folder itself")
  }

  private static func remainsError(_ store: String, _ path: String) -> StoreWriterError {
    StoreWriterError(
      .alreadyExists,
      "\(path) holds what \(store) was before its last change, and more that cannot be moved out of it: move it away")
  }

  // MARK: - What is there

  /// Whether something stands there.
  var exists: Bool { (try? PathKind(of: path)) != .missing }

  /// The content of the sibling.
  ///
  /// - Throws: `StoreError` if it cannot be determined.
  func content(besides header: StoreHeader) throws(StoreError) -> Content {
    do throws(StoreError) {
      let left = try Store(path: path).header
      guard left.planHash == header.planHash else { return .addition }
      return left.idRange.upperBound > header.idRange.upperBound ? .growth : .remains
    } catch {
      // A store stands there whole from its first commit on, so half a file is a copy that was cut short.
      guard [.noSuchStore, .notAStore, .truncated, .damaged, .contradictorySeal].contains(error.code) else {
        throw error
      }
      return .remains
    }
  }

  /// The error for whoever would have to remove what another command has begun.
  func busyError(_ content: Content) -> StoreWriterError {
    let begun =
      switch content {
      case .remains, .growth: "\(store) is growing in \(path): finish that with `fernery store grow`"
      case .addition:
        "another store has been begun in \(path), as `fernery pack add` does: finish that by the same command"
      }
    return StoreWriterError(.alreadyExists, "\(begun), or remove that folder")
  }

  /// Removes what an earlier run left there.
  ///
  /// - Throws: ``StoreWriterError`` when something stands there that is of use.
  func clear(besides header: StoreHeader) throws {
    guard exists else { return }
    let content = try content(besides: header)
    guard case .remains = content else { throw busyError(content) }
    // Of an older release, which knows this lock alone.
    let lock = try WriterLock(store: store, lockFile: FolderWriting.path(StoreFile.writerLock, in: path))
    withExtendedLifetime(lock) { removeRemains() }
  }

  /// Makes the folder, with the store's mode, and no other user's to write.
  func makeFolder() throws(SystemFailure) {
    try FolderWriting.makeOwnFolder(path, mode: folderMode)
  }

  /// The mode of the store's folder.
  var folderMode: UInt32 { (try? OpenFolder(store).mode) ?? 0o755 }

  private func requireOwnSibling() throws(StoreWriterError) {
    do throws(SystemFailure) {
      guard try FolderWriting.isOwnFolder(path) else { throw SystemFailure.taken }
    } catch {
      guard !error.isMissing else { return }
      throw StoreWriterError(error, staging: path, of: store)
    }
  }

  /// Gives the views of the store a second name in the sibling, which has the same root.
  func takeViews() throws(SystemFailure) {
    for name in try FolderWriting.names(in: store) where StoreFile.viewSize(ofName: name) != nil {
      try FolderWriting.addName(FolderWriting.path(name, in: path), to: FolderWriting.path(name, in: store))
    }
  }

  /// Removes the sibling; files in it that are no store's move into the store.
  func removeRemains() {
    guard let folder = try? OpenFolder(path) else { return FolderWriting.removeFile(path) }
    remove(folder)
  }

  // MARK: - Replacing

  /// Puts the finished sibling into the store's place and removes what was there.
  ///
  /// - Parameters:
  ///   - original: the store as it was when the work on the sibling began; nil where it is too damaged to be opened.
  ///   - writer: the store's `writer.lock`, where the caller holds it.
  /// - Throws: ``StoreWriterError`` when another store stands there by now, or the sibling cannot take its place; the
  ///   same command goes on then.
  func replaceStore(_ original: Store?, writer: WriterLock? = nil) throws {
    if let original {
      guard try Store(path: store).root == original.root else {
        throw StoreWriterError(
          .damaged, "\(store) was changed by another program meanwhile: what was made from it is kept at \(path)")
      }
    }
    do {
      let (old, new) = (try OpenFolder(store), try OpenFolder(path))
      try new.takeMode(of: old, files: Self.storeFiles)
      try new.makeMark(Self.mark)
      if try FolderWriting.exchange(path, store) {
        try FolderWriting.synchronizeFolder(parent)
      } else {
        try old.makeMark(Self.mark)
        try moveFiles(from: new, to: old, writer)
      }
    } catch let failure as SystemFailure {
      throw StoreWriterError(
        failure, writing: "\(store), whose successor is kept at \(path) for the same command to go on with")
    }
    // The store has its successor; what is left goes with the next command.
    try? finish(writer: writer)
  }

  /// Ends a replacement that has begun: as the marks say, moves what is still to be moved, and removes what was replaced.
  ///
  /// - Throws: `SystemFailure`, `taken` where files of other names cannot leave the sibling; ``StoreWriterError``.
  private func finish(writer: WriterLock?) throws {
    let new = try OpenFolder(store)
    guard try new.contains(Self.mark) else { return }
    if exists {
      let old = try OpenFolder(path)
      if try old.contains(Self.mark) {
        try moveFiles(from: old, to: new, writer)
      } else {
        try new.takeOwner(of: old, files: Self.storeFiles)
      }
      remove(old)
      guard !exists else { throw SystemFailure.taken }
    }
    // Not before: without the mark, the sibling would be taken for a store of its own.
    try FolderWriting.synchronizeFolder(parent)
    new.remove(Self.mark)
  }

  /// Moves the finished sibling's files into the store, one by one.
  ///
  /// At every moment the data file is a whole store's: without a seal it is that of a writer that ended just before
  /// sealing it.
  private func moveFiles(
    from sibling: OpenFolder, to folder: OpenFolder, _ writer: WriterLock?
  ) throws {
    // Without its seal, the store is one that a writer may take for its own to finish.
    let lockFile = FolderWriting.path(StoreFile.writerLock, in: store)
    let own = writer == nil ? try WriterLock(store: store, lockFile: lockFile) : nil
    // If the exchange fails; else it is removed before the mark.
    defer { own?.remove() }
    let (data, seal) = (FileName(StoreFile.data), FileName(StoreFile.seal))
    if try sibling.contains(data) {
      for name in try folder.names() where name.text.flatMap({ StoreFile.viewSize(ofName: $0) }) != nil {
        // Views that stay good have a second name there.
        if try !sibling.contains(name) { folder.remove(name) }
      }
      folder.remove(seal)
      try folder.synchronize()
      try sibling.move(data, to: folder)
      folder.remove(FileName(StoreFile.dataLock))
      try folder.synchronize()
    }
    if try sibling.contains(seal) { try sibling.move(seal, to: folder) }
    // A reader makes it where the seal is missing.
    if try folder.contains(seal) { folder.remove(FileName(StoreFile.dataLock)) }
    try folder.synchronize()
    own?.remove()
    sibling.remove(Self.mark)
    try sibling.synchronize()
  }

  /// Removes a folder that is, or was, the sibling; files in it that are no store's move into the store.
  private func remove(_ folder: OpenFolder) {
    let target = try? OpenFolder(store)
    for name in (try? folder.names()) ?? [] {
      if Self.belongsToStores(name) { folder.remove(name) }
      // Also a folder that has the name of a store's file.
      guard let target, (try? folder.contains(name)) == true, (try? target.contains(name)) == false else { continue }
      try? folder.move(name, to: target)
    }
    try? target?.synchronize()
    if folder.isNamed(by: path) { FolderWriting.removeFolder(path) }
  }

  private static func belongsToStores(_ name: FileName) -> Bool {
    guard name != mark else { return true }
    guard let text = name.text else { return false }
    let names = [StoreFile.data, StoreFile.dataLock, StoreFile.seal, StoreFile.seal + ".tmp", StoreFile.writerLock]
    return names.contains(text) || StoreFile.viewSize(ofName: text) != nil || text.hasPrefix(".view-")
  }
}
