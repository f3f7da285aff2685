internal import FractalCore
internal import StoreReader
internal import StoreWriter

/// A hidden folder beside what is made out of packs, in which they are unpacked.
struct JoiningStaging {
  private let folder: String
  private let lock: WriterLock

  /// - Parameters:
  ///   - target: what is made.
  ///   - purpose: the end of the folder's name.
  init(beside target: String, purpose: String) throws {
    let (parent, name) = FolderWriting.split(target)
    folder = StoreFile.path(".\(name).\(purpose)", in: parent)
    do throws(SystemFailure) {
      try FolderWriting.makeOwnFolder(folder)
    } catch {
      throw PackError(error, writing: target)
    }
    lock = try WriterLock(store: target, lockFile: StoreFile.path(StoreFile.writerLock, in: folder))
  }

  /// A path in it.
  func path(_ name: String) -> String { StoreFile.path(name, in: folder) }

  /// A store of a pack's assets, or the store itself that a location names.
  ///
  /// - Returns: the store's path; nil if the monitor cancelled.
  func store(of location: String, trust: PackTrust, threads: Int, _ monitor: Monitor) throws -> String? {
    if try PackableStore.stands(at: location, trust: trust) {
      return try PackableStore(path: location).store.path
    }
    // Found again by the root, so that the same command goes on.
    let folder = folder
    let place = { @Sendable (manifest: PackManifest) in
      StoreFile.path("\(manifest.root.hex.prefix(32)).fernery", in: folder)
    }
    var unpacker = PackUnpacker(location: location, place: place)
    unpacker.trust = trust
    unpacker.threads = threads
    let outcome = try unpacker.run(monitor: monitor)
    return outcome.root == nil ? nil : place(outcome.report.manifest)
  }

  /// Removes the folder where nothing was staged that the next run could go on with.
  func tidy() {
    FolderWriting.removeFile(path(StoreFile.writerLock))
    FolderWriting.removeFolder(folder)
    withExtendedLifetime(lock) {}
  }

  /// Removes everything.
  func discard() {
    FolderTree.remove(folder)
    withExtendedLifetime(lock) {}
  }
}
