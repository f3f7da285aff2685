internal import ContentHashing
public import FractalCore
internal import FractalSearch
internal import StoreReader
public import StoreWriter
public import TestSupport

/// A small store of noise in a folder of its own, made or half made.
public struct SampleStore: Sendable {
  public let directory: TemporaryDirectory
  public let plan: StorePlan
  public let catalog: [[UInt8]]

  public var path: String { directory.path(name) }
  private let name: String
  public var dataPath: String { path + "/assets.mdb" }

  public static let usualShape = PixelShape(height: 16, width: 20, channels: 3)

  /// - Parameter range: the ids of the store, a shard of the `count` in the catalog; nil for all.
  public init(
    count: Int = 10, shape: PixelShape = usualShape, seed: UInt64 = 7, range: Range<Int>? = nil
  ) throws {
    self.init(
      count: count, shape: shape, seed: seed, range: range, directory: try TemporaryDirectory(), name: "sample.fernery")
  }

  /// The same at a place that others made and remove.
  public init(count: Int, shape: PixelShape = usualShape, seed: UInt64 = 7, at path: String) throws {
    let (parent, name) = (path.split(separator: "/").dropLast().joined(separator: "/"), path.split(separator: "/").last)
    self.init(
      count: count, shape: shape, seed: seed, range: nil, directory: TemporaryDirectory(of: "/\(parent)"),
      name: name.map(String.init) ?? "")
  }

  private init(
    count: Int, shape: PixelShape, seed: UInt64, range: Range<Int>?, directory: TemporaryDirectory, name: String
  ) {
    self.directory = directory
    self.name = name
    catalog = (0..<count).map { Array("specification \($0) of \(seed)".utf8) }
    plan = StorePlan(
      generatorVersion: "test 0", rendererVersion: 1, planHash: SHA256Digest(sha256Of: "plan \(seed)".utf8),
      catalogHash: Catalog.hash(of: catalog), seed: seed, shape: shape, idRange: range ?? 0..<count)
  }

  public func picture(_ id: Int) -> Picture { TestPictures.noise(plan.shape, seed: plan.seed &* 1000 &+ UInt64(id)) }

  public func facts(_ id: Int) -> AssetFacts {
    AssetFacts(
      specificationHash: SHA256Digest(sha256Of: catalog[id]), family: id % 3 == 0 ? "affine" : "classic",
      category: "\(id / 2)", instance: id % 2, descriptors: ["fill": Double(id) / 8, "dimension": 1.5 - Double(id)],
      licence: "CC0-1.0")
  }

  public func assets(_ ids: Range<Int>) throws -> [PreparedAsset] {
    try ids.map { try PreparedAsset(id: $0, picture: picture($0), facts: facts($0)) }
  }

  public func create() throws -> StoreSession {
    try StoreSession.create(path: path, plan: plan, catalog: catalog)
  }

  public func resume(planHash: SHA256Digest? = nil) throws -> StoreSession.Opening {
    try StoreSession.resume(
      path: path, planHash: planHash ?? plan.planHash, rendererVersion: plan.rendererVersion, shape: plan.shape,
      idRange: plan.idRange)
  }

  /// Appends everything that is missing, in batches, and seals.
  @discardableResult
  public func finish(_ session: StoreSession, batch: Int = 4) throws -> SHA256Digest {
    while session.nextID < plan.idRange.upperBound {
      try session.append(assets(session.nextID..<min(session.nextID + batch, plan.idRange.upperBound)))
    }
    return try session.seal()
  }

  /// A session as a kill would leave it: nothing is closed in order.
  public func abandon(after count: Int) throws {
    let session = try create()
    try session.append(assets(plan.idRange.lowerBound..<plan.idRange.lowerBound + count))
  }
}
