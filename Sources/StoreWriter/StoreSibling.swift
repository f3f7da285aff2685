internal import FractalCore
internal import StoreReader

/// How a sealed store got its successor.
public enum StoreReplacement: Sendable, Hashable {
  /// The successor stands in the store's place, and the store is gone.
  case exchanged
  /// The system cannot exchange two folders: the successor stands at this path, and the store is as it was.
  case kept(path: String)

  /// The path of a successor that was kept.
  public var keptPath: String? { if case .kept(let path) = self { path } else { nil } }
}

/// The folder beside a store in which its successor is made, `.NAME.next`.
///
/// A sealed store never changes: who grows, compacts or repairs it makes a sibling and exchanges the two in one step. All
/// of them use the same sibling, so its writer's lock keeps two of them apart.
struct StoreSibling {
  /// The store, without links.
  let store: String
  /// The sibling.
  let path: String
  private let folder: String

  init(of store: String) {
    self.store = FolderWriting.resolved(store)
    let (parent, name) = FolderWriting.split(self.store)
    folder = parent
    path = StoreFile.path(".\(name).next", in: parent)
  }

  /// Whether something stands there.
  var exists: Bool { (try? PathKind(of: path)) != .missing }

  /// Where the lock of whoever works there lies.
  var lockFile: String { StoreFile.path(StoreFile.writerLock, in: path) }

  /// Whether a longer prefix of the store's catalog, or some other store that is not ours to remove, stands there.
  ///
  /// All else is what a compaction, a repair or an exchange that was killed left behind.
  ///
  /// - Throws: `StoreError` when that cannot be found out.
  func holdsGrowth(beyond header: StoreHeader) throws(StoreError) -> Bool {
    do throws(StoreError) {
      let left = try Store(path: path).header
      return left.idRange.upperBound > header.idRange.upperBound || left.planHash != header.planHash
    } catch {
      // A growth stands there whole from its first commit on, so half a file is a copy that was cut short.
      guard [.noSuchStore, .notAStore, .truncated, .damaged, .contradictorySeal].contains(error.code) else {
        throw error
      }
      return false
    }
  }

  /// The error for whoever would have to remove a growth.
  func growthError() -> StoreWriterError {
    StoreWriterError(
      .alreadyExists,
      "\(store) is growing in \(path): finish that with `fernery store grow`, or remove that folder")
  }

  /// Removes what an earlier run left there.
  ///
  /// - Throws: ``StoreWriterError`` when a growth stands there, or another process is at work.
  func clear(besides header: StoreHeader) throws {
    guard exists else { return }
    guard try !holdsGrowth(beyond: header) else { throw growthError() }
    let lock = try WriterLock(store: store, lockFile: lockFile)
    withExtendedLifetime(lock) { removeRemains() }
  }

  /// Gives the views of the store a second name in the sibling, which has the same root.
  func takeViews() throws(SystemFailure) {
    for name in try FolderWriting.names(in: store) where StoreFile.viewSize(ofName: name) != nil {
      try FolderWriting.addName(StoreFile.path(name, in: path), to: StoreFile.path(name, in: store))
    }
  }

  /// Puts the finished sibling into the store's place and removes what was there.
  ///
  /// - Parameter original: the store as it was when the work on the sibling began; nil where it is too damaged to be
  ///   opened.
  /// - Throws: ``StoreWriterError`` when another store stands there by now; then nothing has changed.
  func replaceStore(_ original: Store?) throws -> StoreReplacement {
    if let original {
      guard try Store(path: store).root == original.root else {
        throw StoreWriterError(
          .damaged, "\(store) was changed by another program meanwhile: what was made from it is kept at \(path)")
      }
    }
    do throws(SystemFailure) {
      guard try FolderWriting.exchange(path, store, inFolder: folder) else { return .kept(path: path) }
    } catch {
      throw StoreWriterError(error, writing: store)
    }
    removeRemains()
    return .exchanged
  }

  /// Removes the sibling; files in it that are no store's move into the store.
  func removeRemains() {
    for name in (try? FolderWriting.names(in: path)) ?? [] {
      let file = StoreFile.path(name, in: path)
      let place = StoreFile.path(name, in: store)
      if Self.belongsToStores(name) {
        FolderWriting.removeFile(file)
      } else if (try? PathKind(of: place)) == .missing {
        try? FolderWriting.move(file, to: place, inFolder: store)
      }
    }
    FolderWriting.removeFolder(path)
  }

  private static func belongsToStores(_ name: String) -> Bool {
    let names = [StoreFile.data, StoreFile.dataLock, StoreFile.seal, StoreFile.seal + ".tmp", StoreFile.writerLock]
    return names.contains(name) || StoreFile.viewSize(ofName: name) != nil || name.hasPrefix(".view-")
  }
}
