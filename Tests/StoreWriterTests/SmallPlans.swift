import Foundation
import FractalCore
import FractalSearch
import IFS
import StoreReader
import StoreTestSupport
import StoreWriter
import Synchronization
import TestSupport

/// Plans that take a moment to search and render.
enum SmallPlans {
  static func plan(seed: UInt64 = 1, shape: PixelShape = PixelShape(height: 16, width: 24), licence: String = "CC0-1.0")
    throws -> GenerationPlan
  {
    GenerationPlan(
      search: SearchPlan(
        seed: seed, pool: 40, shape: shape, samplesPerPixel: 4,
        genomes: [WeightedLaw(law: .andersonFarrell(try AndersonFarrellLaw()))],
        background: BackgroundLaw(black: 1, noise: 1)),
      licence: licence)
  }

  /// Generates a store in small commits.
  @discardableResult
  static func generate(_ path: String, count: Int, plan: GenerationPlan? = nil) throws -> SHA256Digest? {
    var generator = Generator(plan: try plan ?? Self.plan(), count: count, path: path)
    generator.threads = 1
    generator.batchLimit = 2
    return try generator.run().root
  }

  static func catalog(count: Int, plan: GenerationPlan? = nil) throws -> CatalogFile {
    let plan = try plan ?? Self.plan()
    return CatalogFile(plan: plan, catalog: try Search.run(plan.search, count: count).catalog)
  }
}

/// Cancels at the `limit`th report of a phase.
func monitor(stoppingIn phase: String, at limit: Int) -> TaskMonitor {
  let seen = Counter()
  return TaskMonitor(
    report: { reported, _, _ in if reported == phase { seen.increment() } }, isCancelled: { seen.value > limit })
}

private final class Counter: Sendable {
  private let number = Atomic(0)
  func increment() { number.add(1, ordering: .relaxed) }
  var value: Int { number.load(ordering: .relaxed) }
}

/// The names in a folder, hidden ones too.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

extension SampleStore {
  /// Makes and seals a store of a range of this one's catalog beside it.
  func shard(_ ids: Range<Int>, named name: String) throws -> String {
    var plan = plan
    plan.idRange = ids
    plan.catalogHash = CatalogHash.of(catalog)
    let path = directory.path(name)
    let session = try StoreSession.create(path: path, plan: plan, catalog: catalog)
    try session.append(assets(ids))
    _ = try session.seal()
    return path
  }
}

enum CatalogHash {
  static func of(_ entries: [[UInt8]]) -> SHA256Digest { Catalog.hash(of: entries) }
}
