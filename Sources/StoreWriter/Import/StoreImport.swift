internal import ContentHashing
public import FractalCore
internal import FractalSearch
internal import StoreReader
internal import SystemIO

/// Makes a store out of PNG files: any pictures make a mixing set.
///
/// The rules (version ``ImportedSpecification/currentRule``): a file is decoded as `PNG` says (palettes become RGB, 16 bits
/// are scaled to 8, transparency is dropped and the colour beneath shows); the store is grey if every picture is, else
/// grey is repeated over three channels; sizes are unified by ``PictureFit``. What is no picture, hidden, or a link to
/// a folder is listed and left out; what the system cannot read ends the import. The store depends on the files, their names and these choices alone.
public struct StoreImport: Sendable {
  /// Folders, whose files and sub-folders are taken, or single files.
  public let inputs: [String]
  /// The folder of the store to make.
  public let path: String
  /// The licence of the pictures, an SPDX expression.
  public let licence: String
  /// Height and width of the assets; nil where all pictures have the same.
  public var size: (height: Int, width: Int)?
  /// How pictures of other sizes are made to fit.
  public var fit = PictureFit.cover
  /// Threads that decode and resize.
  public var threads = Parallel.processorCount
  /// The most assets that one commit takes; nil for as many as 64 MiB or two seconds hold.
  public var batchLimit: Int?
  /// The program's name and version, kept in the store for people.
  public var generatorVersion = "fernery"

  /// An import of pictures into the folder `path`.
  public init(_ inputs: [String], path: String, licence: String) {
    self.inputs = inputs
    self.path = path
    self.licence = licence
  }

  /// A file that was left out.
  public struct Refusal: Sendable, Hashable {
    /// Its path.
    public var file: String
    /// One line that says why, and names it.
    public var reason: String
  }

  /// How an import ended.
  public struct Outcome: Sendable {
    /// The store that was made.
    public var store: Generator.Outcome
    /// The assets' shape; nil if it was stopped before that was clear.
    public var shape: PixelShape?
    /// The files that were left out.
    public var refused: [Refusal]
  }

  /// Runs until the store is sealed or the monitor cancels; the same call on the same files goes on from there.
  ///
  /// - Throws: ``StoreWriterError`` when no file can be imported, the sizes differ and none is given, or a file changes
  ///   meanwhile; `StoreError`.
  public func run(monitor: TaskMonitor = .silent) throws -> Outcome {
    try checkLicence()
    if let size {
      let sides = PixelShape.assetSides
      guard sides.contains(size.height), sides.contains(size.width) else {
        throw StoreWriterError(.invalidPlan, "assets cannot be \(size.height)x\(size.width): sides are 16 to 1024")
      }
    }
    let listing = try ImportFile.list(inputs)
    let files = listing.files
    guard !files.isEmpty else {
      let first = listing.refused.first.map { "; left out: \($0.reason)" } ?? ""
      throw StoreWriterError(.notFound, "there is no file in \(inputs.joined(separator: ", "))\(first)")
    }
    guard let findings = try examine(files, monitor) else {
      return Outcome(store: Generator.Outcome(count: 0, resumedFrom: 0), refused: listing.refused)
    }
    var refused = listing.refused + findings.compactMap(\.refusal)
    var accepted = findings.compactMap(\.accepted)
    guard !accepted.isEmpty else {
      throw StoreWriterError(.notFound, "none of \(files.count) files can be imported; the first: \(refused[0].reason)")
    }
    let shape = try commonShape(accepted)
    for picture in accepted where fit.resizedSides(of: picture.shape, to: shape) == nil {
      refused.append(
        Refusal(
          file: picture.file.path, reason: "\(picture.file.path) is \(picture.shape): too narrow to become \(shape)"))
    }
    accepted.removeAll { fit.resizedSides(of: $0.shape, to: shape) == nil }
    guard !accepted.isEmpty else {
      throw StoreWriterError(.notFound, "none of \(files.count) files can be imported; the first: \(refused[0].reason)")
    }
    let outcome = try make(accepted, shape, monitor)
    return Outcome(store: outcome, shape: shape, refused: refused)
  }

  // MARK: - What there is

  /// A file that can be imported.
  private struct Accepted: Sendable {
    var file: ImportFile
    var hash: SHA256Digest
    var shape: PixelShape
  }

  private enum Finding: Sendable {
    case accepted(Accepted)
    case refused(Refusal)

    var accepted: Accepted? { if case .accepted(let accepted) = self { accepted } else { nil } }
    var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
  }

  /// Decodes every file once, because a store begins with its whole catalog; nil if the monitor cancelled.
  private func examine(_ files: [ImportFile], _ monitor: TaskMonitor) throws -> [Finding]? {
    let results = OrderedResults<Finding>(count: files.count)
    monitor.report("examining", 0, files.count)
    Parallel.forEach(files.count, threads: threads) { place, _ in
      guard !monitor.isCancelled(), !results.hasFailed else { return }
      let file = files[place]
      let finding: Finding
      do {
        let (hash, picture) = try file.read()
        finding = .accepted(Accepted(file: file, hash: hash, shape: picture.shape))
      } catch let unfit as ImportFile.Unfit {
        finding = .refused(Refusal(file: file.path, reason: unfit.reason))
      } catch {
        // A file that the system cannot read now may be a picture: it is not left out.
        return results.fail(error)
      }
      results.finish(place, with: finding) { monitor.report("examining", $0, files.count) }
    }
    let findings = try results.prefix()
    return findings.count == files.count ? findings : nil
  }

  private func commonShape(_ pictures: [Accepted]) throws(StoreWriterError) -> PixelShape {
    let channels = pictures.allSatisfy { $0.shape.channels == 1 } ? 1 : 3
    if let size { return PixelShape(height: size.height, width: size.width, channels: channels) }
    let first = pictures[0].shape
    if let other = pictures.first(where: { $0.shape.height != first.height || $0.shape.width != first.width }) {
      throw StoreWriterError(
        .invalidPlan,
        "the pictures have different sizes (\(pictures[0].file.name) \(first.height)x\(first.width), \(other.file.name) "
          + "\(other.shape.height)x\(other.shape.width)): give the size that they shall have")
    }
    let shape = PixelShape(height: first.height, width: first.width, channels: channels)
    guard shape.isValidAsset else {
      throw StoreWriterError(
        .invalidPlan,
        "the pictures are \(first.height)x\(first.width), and assets have sides of 16 to 1024: give the size that they "
          + "shall have")
    }
    return shape
  }

  private func checkLicence() throws(StoreWriterError) {
    guard let problem = SPDXExpression.problem(in: licence) else { return }
    throw StoreWriterError(
      .invalidPlan,
      "the licence must be an SPDX expression such as CC0-1.0, CC-BY-4.0 or LicenseRef-ours: \(problem)")
  }

  // MARK: - Making the store

  private func make(_ pictures: [Accepted], _ shape: PixelShape, _ monitor: TaskMonitor) throws -> Generator.Outcome {
    let (fit, licence) = (fit, licence)
    let specifications = pictures.map { picture in
      ImportedSpecification(
        source: AssetSource(
          fileHash: picture.hash, name: picture.file.name, rule: ImportedSpecification.currentRule),
        fit: fit, shape: shape)
    }
    let entries = specifications.map(\.canonicalBytes)
    let catalogHash = Catalog.hash(of: entries)
    let plan = StorePlan(
      generatorVersion: generatorVersion, rendererVersion: 0, planHash: planHash(catalogHash), catalogHash: catalogHash,
      seed: 0, shape: shape, idRange: 0..<pictures.count)
    let session: StoreSession
    switch try StoreSession.open(path: path, plan: plan, catalog: entries) {
    case .growing(let growing): session = growing
    case .sealed(let header):
      return Generator.Outcome(count: header.count, resumedFrom: header.count, root: header.root)
    }
    defer { session.close() }
    var outcome = Generator.Outcome(count: 0, resumedFrom: session.nextID)
    let pipeline = AssetPipeline(session: session, threads: threads, batchLimit: batchLimit)
    let finished = try pipeline.run("importing", to: pictures.count, monitor) { _ in
      { id, _ in try Self.asset(pictures[id], specifications[id], id: id, fit: fit, licence: licence) }
    }
    outcome.count = session.nextID
    if finished { outcome.root = try session.seal(monitor) }
    return outcome
  }

  private static func asset(
    _ accepted: Accepted, _ specification: ImportedSpecification, id: Int, fit: PictureFit, licence: String
  ) throws -> PreparedAsset {
    func changed() -> StoreWriterError {
      StoreWriterError(
        .sourceChanged, "\(accepted.file.path) changed while it was imported: remove the store and import again")
    }
    let (hash, picture): (SHA256Digest, Picture)
    do { (hash, picture) = try accepted.file.read() } catch is ImportFile.Unfit { throw changed() }
    guard hash == accepted.hash else { throw changed() }
    let asset = try fit.apply(to: picture.withChannels(specification.shape.channels), specification.shape)
    return try PreparedAsset(
      id: id, picture: asset,
      facts: AssetFacts(
        specificationHash: SHA256Digest(sha256Of: specification.canonicalBytes), family: ImportedSpecification.family,
        category: String(hash.hex.prefix(16)), descriptors: Descriptors(asset).values, licence: licence,
        source: specification.source))
  }

  /// The plan of an import: a name, the catalog and the licence.
  private func planHash(_ catalogHash: SHA256Digest) -> SHA256Digest {
    var writer = CanonicalWriter()
    writer.write(contentsOf: Array("fernery import 1".utf8))
    writer.write(contentsOf: catalogHash.bytes)
    writer.write(contentsOf: Array(licence.utf8))
    return SHA256Digest(sha256Of: writer.bytes)
  }
}
