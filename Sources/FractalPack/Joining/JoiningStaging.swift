internal import FractalCore
internal import StoreReader
internal import StoreWriter

/// A hidden folder beside what is made out of packs, in which they are unpacked.
struct JoiningStaging {
  private let parent: String
  private let folder: String
  private let lock: WriterLock

  /// - Parameters:
  ///   - target: what is made.
  ///   - purpose: the end of the folder's name.
  init(beside target: String, purpose: String) throws {
    let (parent, name) = FolderWriting.split(target)
    self.parent = parent
    folder = StoreFile.path(".\(name).\(purpose)", in: parent)
    do throws(SystemFailure) {
      try FolderWriting.makeOwnFolder(folder)
    } catch {
      throw PackError(error, staging: folder, of: target)
    }
    lock = try WriterLock(store: target, lockFile: StoreFile.path(StoreFile.writerLock, in: folder))
    FolderWriting.removeTree(discarded)
  }

  /// Where the folder goes to be removed.
  private var discarded: String { folder + ".done" }

  /// A path in it.
  func path(_ name: String) -> String { StoreFile.path(name, in: folder) }

  /// A store of a pack's assets, or the store itself that a location names.
  ///
  /// A pack is admitted to `trust` once it was found good, and not remembered: a run that ends early must find again
  /// what it found at first.
  ///
  /// - Returns: the store's path; nil if the monitor cancelled.
  func store(of location: String, trust: inout PackTrust, threads: Int, _ monitor: Monitor) throws -> String? {
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
    unpacker.remembers = false
    unpacker.threads = threads
    let outcome = try unpacker.run(monitor: monitor)
    guard outcome.root != nil else { return nil }
    trust.admit(outcome.report.manifest, outcome.report.verdict)
    return place(outcome.report.manifest)
  }

  /// Removes what an earlier run staged of other packs, or other versions of these.
  func keep(_ paths: [String]) {
    for name in (try? FolderWriting.names(in: folder)) ?? [] {
      if name != StoreFile.writerLock && !paths.contains(path(name)) { FolderWriting.removeTree(path(name)) }
    }
  }

  /// Ends a run: what it made is done and everything goes, or the next run goes on here.
  func end(isDone: Bool) {
    // Not both: once the folder is gone, one of this name is another process's.
    if isDone { discard() } else { tidy() }
  }

  /// Removes the folder where nothing was staged that the next run could go on with.
  private func tidy() {
    FolderWriting.removeFile(path(StoreFile.writerLock))
    FolderWriting.removeFolder(folder)
    withExtendedLifetime(lock) {}
  }

  /// Removes everything.
  private func discard() {
    // By another name: half a store would be in the way of a run that goes on here.
    let isMoved = (try? FolderWriting.move(folder, to: discarded, inFolder: parent)) != nil
    FolderWriting.removeTree(isMoved ? discarded : folder)
    withExtendedLifetime(lock) {}
  }
}
