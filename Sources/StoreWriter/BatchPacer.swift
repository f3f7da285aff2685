/// Chooses how many assets one commit takes: 64 MiB or about two seconds of rendering, whichever is less.
///
/// So a kill loses a few seconds at most, and the sync of the disk is paid seldom.
struct BatchPacer {
  private let most: Int
  private(set) var batchSize: Int

  init(assetBytes: Int, threads: Int, limit: Int?) {
    most = max(1, limit ?? (64 << 20) / max(1, assetBytes))
    batchSize = min(most, 16 * max(1, threads))
  }

  /// Learns from the last batch; sizes grow fourfold at most.
  mutating func rendered(_ count: Int, in time: Duration) {
    let perSecond = Double(count) / max(1e-4, time / .seconds(1))
    batchSize = min(most, max(1, Int(perSecond * 2)), 4 * batchSize)
  }
}
