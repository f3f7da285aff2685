internal import FractalCore
internal import StoreReader
package import SystemIO

/// A hidden folder beside what is made in it, `.NAME.PURPOSE`, with the lock of whoever works there.
package final class StagingFolder: Sendable {
  /// Its path.
  package let path: String
  let lock: WriterLock
  private let parent: String

  /// Makes the folder, or takes up what an earlier run left.
  ///
  /// - Parameters:
  ///   - target: what is made.
  ///   - purpose: the end of the folder's name.
  ///   - mode: the folder's mode; no other user may write it in any case.
  /// - Throws: ``StoreWriterError`` when another process is at work there, or the folder is another user's.
  package init(beside target: String, purpose: String, mode: UInt32 = 0o755) throws(StoreWriterError) {
    let (parent, name) = FolderWriting.split(target)
    self.parent = parent
    path = FolderWriting.path(".\(name).\(purpose)", in: parent)
    var attempts = 0
    while true {
      do throws(SystemFailure) {
        try FolderWriting.makeOwnFolder(path, mode: mode)
      } catch {
        throw StoreWriterError(error, staging: path, of: target)
      }
      do throws(StoreWriterError) {
        lock = try WriterLock(store: target, lockFile: FolderWriting.path(StoreFile.writerLock, in: path))
        break
      } catch {
        // Another process has just finished and removed the folder; that does not repeat for ever.
        attempts += 1
        guard error.code == .cannotCreate, attempts < 100 else { throw error }
      }
    }
    FolderWriting.removeTree(discarded)
  }

  /// The name under which the folder is removed.
  private var discarded: String { path + Self.discardedSuffix }
  private static let discardedSuffix = ".done"

  /// A path in it.
  package func path(_ name: String) -> String { FolderWriting.path(name, in: path) }

  /// Removes everything in it but what has one of these names.
  package func clear(keeping names: Set<String> = []) throws(SystemFailure) {
    for name in try FolderWriting.names(in: path) where name != StoreFile.writerLock && !names.contains(name) {
      FolderWriting.removeTree(path(name))
    }
  }

  /// Gives it, with all that is in it and the lock, its place.
  func move(to target: String) throws(SystemFailure) {
    try FolderWriting.move(path, to: target, inFolder: parent)
  }

  /// Removes it with all that is in it; ends the work there.
  package func remove() {
    // By another name: what is half removed would be in the way of a run that goes on here.
    guard (try? FolderWriting.rename(path, to: discarded)) != nil else {
      try? clear()
      return leave()
    }
    FolderWriting.removeTree(discarded)
    withExtendedLifetime(lock) {}
  }

  /// Ends the work there, and removes the folder where nothing is in it.
  package func leave() {
    lock.remove()
    FolderWriting.removeFolder(path)
  }

  /// Removes what a run left that was killed after its work was done; nothing where one is at work.
  package static func removeRemains(beside target: String, purpose: String) {
    let (parent, name) = FolderWriting.split(target)
    let path = FolderWriting.path(".\(name).\(purpose)", in: parent)
    // A folder of this name is of no use, whoever is removing it.
    FolderWriting.removeTree(path + discardedSuffix)
    guard (try? PathKind(of: path)) == .folder else { return }
    (try? StagingFolder(beside: target, purpose: purpose))?.remove()
  }
}
