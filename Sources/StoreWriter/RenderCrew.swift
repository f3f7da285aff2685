internal import ContentHashing
internal import FractalCore
internal import FractalRendering
internal import FractalSearch
internal import IFS
internal import StoreReader
internal import Synchronization

/// Threads that turn specifications into assets ready to be committed, each with a renderer of its own.
struct RenderCrew {
  private final class Worker: Sendable {
    let renderer: Mutex<Renderer>
    init(_ instructionSet: InstructionSet) { renderer = Mutex(Renderer(instructionSet: instructionSet)) }
  }

  private let workers: [Worker]
  private let instructionSet: InstructionSet
  private let licence: String

  init(threads: Int, instructionSet: InstructionSet, licence: String) {
    workers = (0..<max(1, threads)).map { _ in Worker(instructionSet) }
    self.instructionSet = instructionSet
    self.licence = licence
  }

  /// How many threads may work at once.
  var threads: Int { workers.count }

  /// Renders, hashes and describes one asset.
  ///
  /// - Parameter worker: the thread's number, below ``threads``.
  func asset(_ specification: AssetSpec, id: Int, worker: Int) throws -> PreparedAsset {
    try workers[worker].renderer.withLock { renderer in try prepare(specification, id: id, &renderer) }
  }

  /// The threads that render the missing assets of a session from the specifications in its catalog.
  func maker(for session: StoreSession) -> (Range<Int>) throws -> AssetPipeline.Maker {
    { ids in
      // Read before the batch begins, because the session commits the last one meanwhile.
      let specifications = try ids.map { id in
        let specification = try AssetSpec(canonicalBytes: session.specification(of: id))
        guard specification.shape == session.header.shape else {
          throw StoreWriterError(
            .invalidAsset,
            "the specification of asset \(id) is of another shape than the store: do not use this catalog")
        }
        return specification
      }
      return { id, worker in try asset(specifications[id - ids.lowerBound], id: id, worker: worker) }
    }
  }

  /// Seconds that one of these assets takes on average while all threads render, by a trial of each.
  func secondsPerAsset(_ specifications: [AssetSpec]) throws -> Double {
    let trials = max(4 * threads, specifications.count)
    let results = OrderedResults<PreparedAsset>(count: trials)
    let clock = ContinuousClock.now
    AssetPipeline.fill(results, 0..<trials, threads: threads) { id, worker in
      try asset(specifications[id % specifications.count], id: id, worker: worker)
    } progress: { _ in
      true
    }
    _ = try results.prefix()
    return (ContinuousClock.now - clock) / .seconds(1) / Double(trials)
  }

  private func prepare(_ specification: AssetSpec, id: Int, _ renderer: inout Renderer) throws -> PreparedAsset {
    let output = try renderer.render(specification)
    var descriptors = Descriptors(output.picture, visible: output.visible, instructionSet: instructionSet).values
    descriptors["fill"] = output.fill
    return try PreparedAsset(
      id: id, picture: output.picture,
      facts: AssetFacts(
        specificationHash: SHA256Digest(sha256Of: specification.canonicalBytes),
        family: specification.genome.family.name, category: Self.category(specification.genome),
        instance: Int(specification.instance), descriptors: descriptors, licence: licence))
  }

  /// The first 16 hexadecimal digits of the SHA-256 of the genome's canonical bytes.
  private static func category(_ genome: Genome) -> String {
    var writer = CanonicalWriter()
    genome.write(to: &writer)
    return String(SHA256Digest(sha256Of: writer.bytes).hex.prefix(16))
  }
}
