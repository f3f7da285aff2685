internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// The existing content at a pack's output: the same pack, or something in the way.
///
/// A run that was killed after its last rename left the former, and the same call finds it done.
struct ExistingPack {
  let manifest: PackManifest
  private let output: PackOutput
  private let source: any PackSource
  private let manifestBytes: [UInt8]
  private let signature: [UInt8]?

  /// Nil where nothing stands.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/alreadyExists`` for what is no pack.
  init?(at output: PackOutput) throws(PackError) {
    do throws(SystemFailure) {
      guard try PathKind(of: output.path) != .missing else { return nil }
    } catch {
      throw PackError(error, writing: output.path)
    }
    self.output = output
    do throws(PackError) {
      source = try PackLocation.source(output.path)
      guard source is FolderSource == output.isFolder,
        let bytes = try source.small(PackFiles.manifest, limit: PackLimits.manifest)
      else { throw Self.occupied(output) }
      manifestBytes = bytes
      signature = try source.small(PackFiles.signature, limit: PackLimits.signature)
      manifest = try PackManifest(json: bytes)
    } catch {
      throw Self.occupied(output)
    }
  }

  /// Bytes of all its files.
  var byteCount: Int { manifest.byteCount + manifestBytes.count + (signature?.count ?? 0) }

  /// Refuses what these settings can never make, before any work.
  func require(_ settings: PackSettings) throws(PackError) {
    let about = manifest.description
    guard manifest.generator == settings.generator, manifest.key == settings.signer, about.version == settings.version,
      about.date == settings.date, settings.name ?? about.name == about.name, settings.text ?? about.text == about.text,
      settings.creator ?? about.creator == about.creator,
      settings.provenance ?? about.provenance == about.provenance,
      manifest.shards.allSatisfy({ $0.file.size <= settings.shardBytes || $0.ids.count == 1 })
    else { throw Self.occupied(output) }
  }

  /// Checks that it is the pack that would be made: its manifest, its signature, and every digest.
  ///
  /// - Parameters:
  ///   - expected: the manifest that would be written.
  ///   - key: the key that would sign.
  /// - Returns: false if the monitor cancelled.
  /// - Throws: ``PackError`` with the code ``PackErrorCode/alreadyExists`` if it is another one.
  func require(_ expected: PackManifest, signedBy key: MinisignPublicKey?, _ monitor: TaskMonitor) throws(PackError)
    -> Bool
  {
    do throws(PackError) {
      guard manifest == expected else { throw Self.occupied(output) }
      if let key {
        guard let signature else { throw Self.occupied(output) }
        try MinisignSignature(file: signature).check(manifestBytes, by: key)
      }
      let files = manifest.allFiles
      for (number, file) in files.enumerated() {
        monitor.report("checking", number, files.count)
        let slice = try Spool.verified(file, from: source.open(file), at: nil) { _ in !monitor.isCancelled() }
        guard slice != nil else { return false }
      }
      try source.finish()
      return true
    } catch {
      throw Self.occupied(output)
    }
  }

  private static func occupied(_ output: PackOutput) -> PackError {
    PackError(
      .alreadyExists,
      "\(output.path) exists already and is not the pack that would be made: remove it, or choose another path")
  }
}
