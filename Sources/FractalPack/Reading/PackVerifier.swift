internal import ContentHashing
public import FractalCore
internal import StoreWriter
internal import Synchronization
internal import SystemIO

/// The result of a pack's verification.
public struct PackReport: Sendable {
  /// The pack, as it was named.
  public var name: String
  /// Its manifest.
  public var manifest: PackManifest
  /// The verdict on its signature.
  public var verdict: PackTrust.Verdict
  /// The comment that the signature covers; nil without one.
  public var trustedComment: String?
  /// Files in the pack's folder that its manifest does not name, and that nothing was compared with.
  public var unlisted: [String] = []

  init(_ pack: OpenedPack) {
    (name, manifest, verdict) = (pack.source.name, pack.manifest, pack.verdict)
    trustedComment = pack.trustedComment
  }
}

/// Verifies a pack from end to end without keeping anything of it: every byte, every picture, the root; of a recipe that
/// it can be read, and is that of the plan that it names.
public struct PackVerifier: Sendable {
  /// The location of the pack: a folder, a tar, `-` for standard input, or an http(s) URL.
  public let location: String
  /// Whom to believe.
  public var trust = PackTrust()
  /// Reads the preset of a plan recipe; nil refuses such recipes.
  public var plan: PlanRecipe.Reader?
  /// Threads that decode.
  public var threads = Parallel.processorCount

  /// A verification of the pack at `location`.
  public init(location: String) {
    self.location = location
  }

  /// Reads manifest and signature alone.
  ///
  /// - Throws: ``PackError``.
  public func inspect() throws(PackError) -> PackReport {
    try PackReport(OpenedPack(PackLocation.source(location), trust: trust))
  }

  /// Verifies everything and then remembers the key.
  ///
  /// - Returns: nil if the monitor cancelled.
  /// - Throws: ``PackError``, or what ``plan`` throws.
  public func run(monitor: TaskMonitor = .silent) throws -> PackReport? {
    let pack = try OpenedPack(PackLocation.source(location, monitor), trust: trust)
    try pack.requireMemory()
    let unlisted = try unlistedFiles(pack)
    switch pack.manifest.kind {
    case .assets: guard try verifyAssets(pack, monitor) else { return nil }
    case .catalog:
      _ = try RecipeCatalog.read(pack)
      try pack.source.finish()
    case .plan:
      guard let plan, let recipe = pack.manifest.recipe else {
        throw PackError(.wrongKind, "\(pack.source.name) is a plan recipe, and nothing was given that reads its preset")
      }
      _ = try PlanRecipe.plan(pack, recipe, reader: plan)
      try pack.source.finish()
    }
    try pack.remember()
    var report = PackReport(pack)
    report.unlisted = unlisted
    return report
  }

  /// The names of files that the manifest does not name.
  ///
  /// - Throws: ``PackError`` for a shard, which a loader would read that is given `*.tar`.
  private func unlistedFiles(_ pack: OpenedPack) throws(PackError) -> [String] {
    let listed = [PackFiles.manifest, PackFiles.signature] + pack.manifest.allFiles.map(\.name)
    let unlisted = try pack.source.names().filter { !listed.contains($0) }.sorted()
    if let shard = unlisted.first(where: { $0.lowercased().hasSuffix(".tar") }) {
      throw PackError(
        .malformed,
        "\(pack.source.name) holds \(shard), which its manifest does not name and a loader of *.tar would read: remove it"
      )
    }
    return unlisted
  }

  private func verifyAssets(_ pack: OpenedPack, _ monitor: TaskMonitor) throws -> Bool {
    let catalog = try pack.catalog(pack.bytes(of: PackFiles.catalog))
    _ = try pack.bytes(of: PackFiles.croissant)
    let tree = Mutex(MerkleTree())
    let passage = AssetVerifier(pack: pack, catalog: catalog, threads: threads, phase: "verifying", spoolPath: nil)
    let isWhole = try passage.run(from: pack.manifest.origin.ids.lowerBound, monitor) { batch in
      tree.withLock { tree in
        for checked in batch {
          tree.append(id: checked.asset.id, assetHash: checked.asset.assetHash, recordHash: checked.recordHash)
        }
      }
    }
    guard isWhole else { return false }
    guard tree.withLock({ $0.root }) == pack.manifest.root else {
      throw PackError(.otherRoot, "the assets do not give the root that the manifest names: do not use this pack")
    }
    return true
  }
}
