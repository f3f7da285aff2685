internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// The folder beside a store that is to be, `.NAME.unpacking`, in which it is made and verified.
///
/// It holds a copy of the manifest that the work follows, so that what another pack left is not gone on with. The store
/// gets its place by one rename at the end, and only when it has the root that the manifest names.
struct UnpackStaging {
  /// The store that is to be.
  let target: String
  private let folder: StagingFolder
  private static let purpose = "unpacking"

  /// The path of the store.
  var store: String { folder.path("store.fernery") }
  /// The path to which a shard of this name is copied.
  func spool(_ shard: String) -> String { folder.path("\(shard).part") }

  /// Begins, or goes on where a run with the same manifest ended.
  ///
  /// - Throws: ``PackError`` when something stands at `target`, or it cannot be made there; `StoreWriterError` when
  ///   another process is at work.
  init(target: String, manifest: [UInt8]) throws {
    self.target = target
    folder = try StagingFolder(beside: target, purpose: Self.purpose)
    let copy = folder.path(PackFiles.manifest)
    let known = try? FileDescriptor.regular(copy).read(at: 0, count: PackLimits.manifest + 1)
    guard known != manifest else { return }
    do throws(SystemFailure) {
      try folder.clear()
      try FolderWriting.replaceFile(copy, with: manifest, inFolder: folder.path)
    } catch {
      throw PackError(error, writing: folder.path)
    }
  }

  /// Puts the finished store into its place and removes the rest.
  func publish() throws(PackError) {
    do throws(SystemFailure) {
      try FolderWriting.move(store, to: target, inFolder: FolderWriting.split(target).parent)
    } catch {
      let isVolume = error.isBusy || error.isOnOtherVolume
      guard isVolume || (try? PathKind(of: target)) == .missing else { throw Self.occupied(target) }
      throw PackError(error, writing: target)
    }
    discard()
  }

  /// Removes everything that was staged.
  func discard() {
    // First of all, so that a run that is killed here leaves nothing to go on with.
    FolderWriting.removeFile(folder.path(PackFiles.manifest))
    folder.remove()
  }

  /// Whether `target` is the store to make: true if it is complete there, false if nothing is there.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/alreadyExists`` for anything else.
  static func isDone(_ target: String, _ manifest: PackManifest) throws(PackError) -> Bool {
    let kind: PathKind
    do throws(SystemFailure) { kind = try PathKind(of: target) } catch { throw PackError(error, reading: target) }
    switch kind {
    case .missing: return false
    case .folder where (try? FolderWriting.fileNames(in: target)) == []: return false
    default: break
    }
    guard let store = try? Store(path: target), store.isSealed, store.root == manifest.root else {
      throw occupied(target)
    }
    StagingFolder.removeRemains(beside: target, purpose: purpose)
    return true
  }

  private static func occupied(_ target: String) -> PackError {
    PackError(.alreadyExists, "\(target) exists already and is another store or none: choose another path")
  }
}
