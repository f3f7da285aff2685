internal import ContentHashing
internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// A finished store, small enough for a pack.
struct PackableStore {
  let store: Store
  let root: SHA256Digest

  /// - Throws: `StoreError`; ``PackError`` with the code ``PackErrorCode/cannotPack``.
  init(path: String) throws {
    store = try Store(path: path)
    guard let root = store.root, store.isSealed else {
      throw PackError(
        .cannotPack, "\(path) is not finished, and only finished stores are packed: run again what made it")
    }
    self.root = root
    guard try store.catalogCount <= PackLimits.assets else {
      throw PackError(
        .cannotPack, "\(path) has more than \(PackLimits.assets) specifications, the most that a pack has")
    }
  }

  /// Whether a location is a store's folder, and not a pack's.
  ///
  /// A folder that has a manifest is a pack, whatever else lies in it: it goes through all checks of one.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/unsigned`` for a store where a signature is required.
  static func stands(at location: String, trust: PackTrust) throws(PackError) -> Bool {
    guard (try? PathKind(of: FolderWriting.path(StoreFile.data, in: location))) == .file,
      (try? PathKind(of: FolderWriting.path(PackFiles.manifest, in: location))) == .missing
    else { return false }
    guard trust.key == nil, !trust.requiresSignature else {
      throw PackError(.unsigned, "\(location) is a store, which nobody signs, and a signature is required: give a pack")
    }
    return true
  }

  /// The store's catalog as a file.
  func catalog(licence: String) throws -> CatalogFile {
    let header = store.header
    let catalog = CatalogFile(
      planHash: header.planHash, rendererVersion: header.rendererVersion, seed: header.seed, shape: header.shape,
      licence: licence, entries: try store.catalogEntries())
    guard catalog.entries.reduce(200, { $0 + $1.count + 4 }) + licence.utf8.count <= PackLimits.catalog else {
      throw PackError(
        .cannotPack,
        "the catalog of \(store.path) has more than \(PackLimits.catalog >> 20) MiB, the most that a pack has")
    }
    return catalog
  }

  /// The part of the store's header that the manifest repeats.
  var origin: PackManifest.Origin {
    get throws {
      let header = store.header
      return PackManifest.Origin(
        generator: header.generatorVersion, renderer: header.rendererVersion, plan: header.planHash,
        catalog: header.catalogHash, catalogCount: try store.catalogCount, seed: header.seed, shape: header.shape,
        ids: store.ids)
    }
  }
}

extension PackManifest {
  /// The manifest of a pack that was made of a store and has these files.
  init(
    kind: Kind, description: PackDescription, settings: PackSettings, store: PackableStore,
    files: [(name: String, bytes: [UInt8])], shards: [Shard] = []
  ) throws {
    schema = "\(Self.schema.major).\(Self.schema.minor)"
    self.kind = kind
    self.description = description
    generator = settings.generator
    key = settings.signer
    origin = try store.origin
    root = store.root
    self.files = files.map { File(name: $0.name, size: $0.bytes.count, sha256: SHA256Digest(sha256Of: $0.bytes)) }
    self.shards = shards
  }
}

extension PackStaging {
  /// Writes what is no shard, signs, and puts the pack into its place.
  ///
  /// - Returns: bytes of all files of the pack together; nil if the monitor cancelled.
  func finish(
    _ manifest: PackManifest, files: [(name: String, bytes: [UInt8])], key: MinisignSecretKey?, _ monitor: TaskMonitor
  ) throws(PackError) -> Int? {
    let json = manifest.json
    // Read as a stranger will read it: what this program writes it must accept.
    guard try PackManifest(json: json) == manifest else {
      throw PackError(.cannotPack, "the manifest does not say what it should: please report it")
    }
    for (name, bytes) in files { try write(bytes, as: name) }
    try write(json, as: PackFiles.manifest)
    var names = [PackFiles.manifest]
    var bytes = manifest.byteCount + json.count
    if let key {
      let description = manifest.description
      let comment =
        "fernery pack \(description.name) version \(description.version) of \(description.date), root \(manifest.root.hex)"
      let signature = MinisignSignature(signing: json, with: key, trustedComment: comment).file
      try write(signature, as: PackFiles.signature)
      names.append(PackFiles.signature)
      bytes += signature.count
    }
    return try publish(names + manifest.allFiles.map(\.name), monitor) ? bytes : nil
  }
}
