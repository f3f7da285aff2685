internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// A hidden folder beside what is made out of packs, in which they are unpacked.
struct JoiningStaging {
  private let folder: StagingFolder

  /// - Parameters:
  ///   - target: what is made.
  ///   - purpose: the end of the folder's name.
  init(beside target: String, purpose: String) throws {
    folder = try StagingFolder(beside: target, purpose: purpose)
  }

  /// A path in it.
  func path(_ name: String) -> String { folder.path(name) }

  /// A store of a pack's assets, or the store itself that a location names.
  ///
  /// A pack is admitted to `trust` once it was found good, and not remembered: a run that ends early must find again
  /// what it found at first.
  ///
  /// - Returns: the store's path; nil if the monitor cancelled.
  func store(of location: String, trust: inout PackTrust, threads: Int, _ monitor: TaskMonitor) throws -> String? {
    if try PackableStore.stands(at: location, trust: trust) {
      return try PackableStore(path: location).store.path
    }
    // Found again by the root, so that the same command goes on.
    let folder = folder
    let place = { @Sendable (manifest: PackManifest) in
      folder.path("\(manifest.root.hex.prefix(32)).fernery")
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
    try? folder.clear(keeping: Set(paths.map { FolderWriting.split($0).name }))
  }

  /// Ends a run: what it made is done and everything goes, or the next run goes on here.
  func end(isDone: Bool) {
    // Not both: once the folder is gone, one of this name is another process's.
    if isDone { folder.remove() } else { folder.leave() }
  }
}
