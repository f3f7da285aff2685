internal import ContentHashing
internal import FractalCore
internal import StoreReader
internal import StoreWriter

/// A pack whose manifest was read, checked and judged; its other files have not been looked at.
final class OpenedPack {
  let source: any PackSource
  let manifest: PackManifest
  /// The bytes of `manifest.json`.
  let manifestBytes: [UInt8]
  let verdict: PackTrust.Verdict
  /// The comment that the signature covers.
  let trustedComment: String?
  private let trust: PackTrust

  /// - Throws: ``PackError``: what is wrong with manifest, signature or version.
  init(_ source: any PackSource, trust: PackTrust) throws(PackError) {
    self.source = source
    self.trust = trust
    guard let bytes = try source.small(PackFiles.manifest, limit: PackLimits.manifest) else {
      throw PackError(.notAPack, "\(source.name) is no pack: it has no \(PackFiles.manifest)")
    }
    manifestBytes = bytes
    let (signature, refusal) = try Self.signature(source)
    do throws(PackError) {
      (manifest, verdict) = try trust.judge(bytes, signature: signature)
    } catch {
      guard let refusal, error.code == .unsigned else { throw error }
      throw PackError(.unsigned, "\(error.message) (\(refusal.message))")
    }
    trustedComment = try signature.map { bytes throws(PackError) in
      try MinisignSignature(file: bytes).trustedComment
    }
  }

  /// The signature, or why there may be none.
  private static func signature(_ source: any PackSource) throws(PackError) -> ([UInt8]?, refusal: PackError?) {
    do throws(PackError) {
      return (try source.small(PackFiles.signature, limit: PackLimits.signature), nil)
    } catch {
      // Object stores refuse what is not there to those who may not list it. Whoever could refuse could also leave it
      // out: it counts as missing, which is an error where a signature is expected.
      guard source is WebFolderSource, error.code == .permissionDenied else { throw error }
      return (nil, error)
    }
  }

  /// Checks that ``remember()`` will find room, before work that takes long.
  func requireMemory() throws(PackError) { try trust.requireMemory(manifest, verdict) }

  /// Remembers key and version, once everything was found good.
  func remember() throws(PackError) { try trust.remember(manifest, verdict) }

  /// Checks that the pack holds what the caller can use.
  func require(_ kinds: PackManifest.Kind...) throws(PackError) {
    guard !kinds.contains(manifest.kind) else { return }
    throw PackError(
      .wrongKind,
      manifest.kind == .assets
        ? "\(source.name) holds the assets themselves: `fernery pack unpack` makes a store of it"
        : "\(source.name) is a recipe and holds no assets: `fernery pack grow` grows a store from it")
  }

  /// The bytes of a small file that the manifest names; its digest is compared.
  func bytes(of name: String) throws(PackError) -> [UInt8] {
    guard let file = manifest.file(name) else {
      throw PackError(.wrongKind, "\(source.name) has no \(name)")
    }
    return try Spool.small(file, from: source.open(file))
  }

  /// The catalog, of which every fact is compared with the manifest's.
  ///
  /// - Parameter bytes: `catalog.bin`.
  func catalog(_ bytes: [UInt8]) throws -> CatalogFile {
    let wrong = PackError(.wrongContent, "the catalog is not the one that the manifest names: do not use this pack")
    // The count before the entries are: each becomes an array of its own, so hostile ones of one byte would fill memory.
    guard Self.entryCount(bytes) == manifest.origin.catalogCount else { throw wrong }
    let catalog: CatalogFile
    do throws(StoreWriterError) {
      catalog = try CatalogFile(bytes: bytes, name: PackFiles.catalog)
    } catch {
      throw PackError(error.code == .newerVersion ? .newerVersion : .wrongContent, error.message)
    }
    let origin = manifest.origin
    guard catalog.hash == origin.catalog, catalog.planHash == origin.plan, catalog.rendererVersion == origin.renderer,
      catalog.seed == origin.seed, catalog.shape == origin.shape, catalog.licence == manifest.description.licence
    else { throw wrong }
    return catalog
  }

  /// How many entries the header of a catalog's file tells: at 72 bytes and the licence.
  private static func entryCount(_ bytes: [UInt8]) -> Int? {
    var reader = CanonicalReader(Array(bytes.prefix(512)))
    guard (try? reader.read(count: 8 + 4 + 4 + 32 + 8 + 12)) != nil, let licence = try? reader.read(UInt32.self),
      (try? reader.read(count: Int(licence))) != nil, let count = try? reader.read(UInt64.self)
    else { return nil }
    return Int(exactly: count)
  }
}
