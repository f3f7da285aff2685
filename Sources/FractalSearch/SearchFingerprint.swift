internal import FractalCore
internal import FractalRendering

/// A hash of this version's judgement of a few fixed proposals: other laws, thumbnails, gates or embeddings, other
/// bytes.
///
/// It is part of every plan's hash, so that what an earlier version judged is never mixed with what a later one does.
enum SearchFingerprint {
  /// Of each law, the embedding of the first proposal that passes the default gates, and why those before it do not.
  static let bytes: [UInt8] = {
    // Computed once a process.
    let before = FloatState.enter()
    defer { before.restore() }
    var writer = CanonicalWriter()
    var scratch = Thumbnail.Scratch()
    for law in GenomeLaw.names.compactMap(GenomeLaw.init(named:)) {
      let plan = SearchPlan(
        seed: 1, pool: 100, shape: PixelShape(height: 64, width: 64), samplesPerPixel: 1,
        genomes: [WeightedLaw(law: law)])
      for number in 0..<plan.pool {
        do throws(Rejection) {
          writer.write(contentsOf: try Proposal(number, of: plan, instructionSet: .best).embedding(&scratch))
          break
        } catch { writer.write(contentsOf: Array(error.rawValue.utf8)) }
      }
    }
    return writer.bytes
  }()
}
