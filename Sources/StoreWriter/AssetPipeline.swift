internal import FractalCore
internal import StoreReader
internal import Synchronization
internal import SystemIO

/// Makes the assets that a session lacks, in batches: while one batch is made, the one before it is committed.
struct AssetPipeline {
  /// Makes one asset; `worker` numbers the thread, for scratch memory.
  typealias Maker = @Sendable (_ id: Int, _ worker: Int) throws -> PreparedAsset

  /// The store that takes them.
  let session: StoreSession
  /// Threads that make them.
  let threads: Int
  /// The most assets that one commit takes; nil for as many as 64 MiB or two seconds hold.
  let batchLimit: Int?

  /// Makes and commits all assets from `session.nextID` to `end`.
  ///
  /// - Parameter maker: gives what makes the assets of a range of ids; called before each batch, by one thread.
  /// - Returns: whether all are committed; false if the monitor cancelled.
  func run(
    _ phase: String, to end: Int, _ monitor: TaskMonitor, maker: (Range<Int>) throws -> Maker
  ) throws -> Bool {
    let first = session.header.idRange.lowerBound
    let total = end - first
    var next = session.nextID
    guard next < end else { return true }
    monitor.report(phase, next - first, total)
    var pacer = BatchPacer(assetBytes: session.header.shape.byteCount, threads: threads, limit: batchLimit)
    var waiting: [PreparedAsset] = []
    while next < end && !monitor.isCancelled() {
      let ids = next..<min(end, next + pacer.batchSize)
      let make = try maker(ids)
      let committing = waiting
      let failure = Mutex<StoreWriterError?>(nil)
      let results = OrderedResults<PreparedAsset>(count: ids.count)
      let clock = ContinuousClock.now
      Parallel.both {
        do throws(StoreWriterError) { try session.append(committing) } catch { failure.withLock { $0 = error } }
      } _: {
        Self.fill(results, ids, threads: threads, make) { finished in
          monitor.report(phase, ids.lowerBound - first + finished, total)
          return !monitor.isCancelled()
        }
      }
      if let error = failure.withLock({ $0 }) { throw error }
      waiting = try results.prefix()
      next += waiting.count
      pacer.rendered(waiting.count, in: ContinuousClock.now - clock)
    }
    try session.append(waiting)
    return session.nextID >= end
  }

  /// Makes assets on several threads.
  ///
  /// - Parameter progress: told how many are finished; once it gives false, no further asset is begun.
  static func fill(
    _ results: OrderedResults<PreparedAsset>, _ ids: Range<Int>, threads: Int, _ make: Maker,
    progress: @escaping @Sendable (Int) -> Bool
  ) {
    let goOn = Mutex(true)
    Parallel.forEach(ids.count, threads: threads) { place, worker in
      guard goOn.withLock({ $0 }), !results.hasFailed else { return }
      do {
        let asset = try make(ids.lowerBound + place, worker)
        results.finish(place, with: asset) { finished in
          let answer = progress(finished)
          goOn.withLock { $0 = answer }
        }
      } catch {
        results.fail(error)
      }
    }
  }
}
