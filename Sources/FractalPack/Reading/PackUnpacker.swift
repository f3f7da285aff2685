public import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// Makes a store out of a pack of assets, when all of it was found good; till then nothing stands at the store's path.
///
/// A run that ends early, for whatever reason, is gone on with by the same call. What is found to be bad is removed.
public struct PackUnpacker: Sendable {
  /// The location of the pack: a folder, a tar, `-` for standard input, or an http(s) URL.
  public let location: String
  /// The folder of the store to make, which may depend on what the manifest says.
  private let place: @Sendable (PackManifest) -> String
  /// Whom to believe.
  public var trust = PackTrust()
  /// Whether a good pack's key and version are remembered; the caller does it where it takes several packs.
  var remembers = true
  /// Threads that decode.
  public var threads = Parallel.processorCount

  /// An unpacking of the pack at `location` into a store at `path`.
  public init(location: String, path: String) {
    self.init(location: location) { _ in path }
  }

  /// Unpacks to a path that depends on the manifest.
  init(location: String, place: @escaping @Sendable (PackManifest) -> String) {
    (self.location, self.place) = (location, place)
  }

  /// How a run ended.
  public struct Outcome: Sendable {
    /// The pack.
    public var report: PackReport
    /// Assets that are in the store, or staged if it is not finished.
    public var count: Int
    /// How many of them an earlier run had brought.
    public var resumedFrom: Int
    /// The root; nil if the monitor cancelled before the end.
    public var root: SHA256Digest?
  }

  /// Runs until the store stands or the monitor cancels.
  ///
  /// - Throws: ``PackError``, `StoreError` or `StoreWriterError`; then nothing has changed at the store's path.
  public func run(monitor: TaskMonitor = .silent) throws -> Outcome {
    let pack = try OpenedPack(PackLocation.source(location, monitor), trust: trust)
    try pack.require(.assets)
    try pack.requireMemory()
    let path = place(pack.manifest)
    let count = pack.manifest.count
    let done = Outcome(report: PackReport(pack), count: count, resumedFrom: count, root: pack.manifest.root)
    if try UnpackStaging.isDone(path, pack.manifest) { return done }
    let staging = try UnpackStaging(target: path, manifest: pack.manifestBytes)
    do {
      // Another process may have made it meanwhile.
      if try UnpackStaging.isDone(path, pack.manifest) {
        staging.discard()
        return done
      }
    } catch {
      staging.discard()
      throw error
    }
    do {
      return try fill(staging, pack, monitor)
    } catch let error as PackError where error.code.blamesPack {
      staging.discard()
      throw error
    }
  }

  private func fill(_ staging: UnpackStaging, _ pack: OpenedPack, _ monitor: TaskMonitor) throws -> Outcome {
    let origin = pack.manifest.origin
    var outcome = Outcome(report: PackReport(pack), count: origin.ids.count, resumedFrom: origin.ids.count)
    let catalog = try pack.catalog(pack.bytes(of: PackFiles.catalog))
    _ = try pack.bytes(of: PackFiles.croissant)
    var root: SHA256Digest?
    switch try open(staging.store, origin, catalog) {
    case .sealed(let header): root = header.root
    case .growing(let session):
      defer { session.close() }
      outcome.resumedFrom = session.nextID - origin.ids.lowerBound
      let passage = AssetVerifier(
        pack: pack, catalog: catalog, threads: threads, phase: "unpacking", spoolPath: { staging.spool($0) })
      let isWhole = try passage.run(from: session.nextID, monitor) { batch in try session.append(batch.map(\.asset)) }
      outcome.count = session.nextID - origin.ids.lowerBound
      guard isWhole else { return outcome }
      root = try session.seal(monitor)
    }
    guard root == pack.manifest.root else {
      throw PackError(.otherRoot, "the assets do not give the root that the manifest names: do not use this pack")
    }
    if remembers { try pack.remember() }
    try staging.publish()
    outcome.root = root
    return outcome
  }

  private func open(
    _ store: String, _ origin: PackManifest.Origin, _ catalog: CatalogFile
  ) throws -> StoreSession.Opening {
    let data = FolderWriting.path(StoreFile.data, in: store)
    let kind: PathKind
    do throws(SystemFailure) { kind = try PathKind(of: data) } catch { throw PackError(error, reading: data) }
    guard kind == .missing else {
      return try StoreSession.resume(
        path: store, planHash: origin.plan, rendererVersion: origin.renderer, shape: origin.shape, idRange: origin.ids)
    }
    let plan = StorePlan(
      generatorVersion: origin.generator, rendererVersion: origin.renderer, planHash: origin.plan,
      catalogHash: origin.catalog, seed: origin.seed, shape: origin.shape, idRange: origin.ids)
    return .growing(try StoreSession.create(path: store, plan: plan, catalog: catalog.entries))
  }
}
