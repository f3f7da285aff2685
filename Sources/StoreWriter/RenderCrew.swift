internal import ContentHashing
internal import FractalCore
internal import FractalRendering
internal import IFS
internal import Synchronization

/// Threads that turn specifications into assets ready to be committed, each with a renderer of its own.
struct RenderCrew {
  private final class Worker: Sendable {
    let renderer: Mutex<Renderer>
    init(_ instructionSet: InstructionSet) { renderer = Mutex(Renderer(instructionSet: instructionSet)) }
  }

  private let workers: [Worker]
  private let licence: String

  init(threads: Int, instructionSet: InstructionSet, licence: String) {
    workers = (0..<max(1, threads)).map { _ in Worker(instructionSet) }
    self.licence = licence
  }

  /// Renders, hashes and describes assets, whose ids go on from `firstID`.
  ///
  /// - Parameter progress: told how many are finished; once it gives false, no further asset is begun.
  func render(
    _ specifications: [AssetSpec], from firstID: Int, into results: OrderedResults<PreparedAsset>,
    progress: @escaping @Sendable (Int) -> Bool
  ) {
    let goOn = Mutex(true)
    Parallel.forEach(specifications.count, threads: workers.count) { place, worker in
      guard goOn.withLock({ $0 }), !results.hasFailed else { return }
      do {
        let asset = try workers[worker].renderer.withLock { renderer in
          try prepare(specifications[place], id: firstID + place, &renderer)
        }
        results.finish(place, with: asset) { finished in
          let answer = progress(finished)
          goOn.withLock { $0 = answer }
        }
      } catch {
        results.fail(error)
      }
    }
  }

  private func prepare(_ specification: AssetSpec, id: Int, _ renderer: inout Renderer) throws -> PreparedAsset {
    let output = try renderer.render(specification)
    return try PreparedAsset(
      id: id, picture: output.picture,
      facts: AssetFacts(
        specificationHash: Digest32(sha256Of: specification.canonicalBytes),
        family: specification.genome.family.name, category: Self.category(specification.genome),
        instance: Int(specification.instance), descriptors: ["fill": output.fill], licence: licence))
  }

  /// The first 16 hexadecimal digits of the SHA-256 of the genome's canonical bytes.
  private static func category(_ genome: Genome) -> String {
    var writer = CanonicalWriter()
    genome.write(to: &writer)
    return String(Digest32(sha256Of: writer.bytes).hex.prefix(16))
  }
}
