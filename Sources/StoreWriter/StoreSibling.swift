internal import FractalCore
internal import StoreReader

/// How a sealed store got its successor.
public enum StoreReplacement: Sendable, Hashable {
  /// The successor stands in the store's place, and the store is gone.
  case exchanged
  /// The system cannot exchange two folders: the successor stands at this path, and the store is as it was.
  case kept(path: String)
}

/// The folder beside a sealed store in which its successor is made, `.NAME.next`.
///
/// A sealed store never changes: who grows or compacts it makes a sibling and exchanges the two in one step. All of them
/// use the same sibling, so its writer's lock keeps two of them apart.
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

  /// Puts the finished sibling into the store's place and removes what was there.
  ///
  /// - Parameter original: the store as it was when the work on the sibling began.
  /// - Throws: ``StoreWriterError`` when another store stands there by now; then nothing has changed.
  func replaceStore(_ original: Store) throws -> StoreReplacement {
    let now = try Store(path: store)
    guard now.root == original.root else {
      throw StoreWriterError(
        .damaged, "\(store) was changed by another program meanwhile: what was made from it is kept at \(path)")
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
    return names.contains(name) || isView(name) || name.hasPrefix(".view-")
  }

  /// Whether a file holds a view, which is derived and can be made anew.
  static func isView(_ name: String) -> Bool { name.hasPrefix("view-") && name.hasSuffix(".mdb") }
}
