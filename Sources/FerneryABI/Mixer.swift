internal import FractalCore
internal import IPMix
internal import StoreReader
internal import Synchronization

/// What a mixer handle stands for: a store's fractals, one recipe, one seed.
final class Mixer: Sendable {
  let source: MixingSource
  let recipe: Recipe
  let seed: UInt64
  private let workers = WorkerPool(capacity: 64)

  /// - Throws: errors of a store that is not sealed or whose views do not fit, and of a recipe that is not valid.
  init(_ store: Store, recipe: Recipe, seed: UInt64) throws {
    guard store.isSealed else {
      throw ABIError(
        .unavailable, "\(store.path) is not finished, and its samples would change as it grows: finish it first")
    }
    try recipe.validate()
    source = try MixingSource(store)
    self.recipe = recipe
    self.seed = seed
  }

  /// Draws the plans of one view of pictures of one shape.
  func sampler(epoch: UInt32, view: UInt32, shape: PixelShape) throws(IPMixError) -> PlanSampler {
    try PlanSampler(
      recipe: recipe, seed: seed, epoch: epoch, view: view, imageShape: shape,
      mixingSet: MixingSetDescription(count: UInt64(source.store.count), assetShape: source.store.header.shape))
  }

  /// Mixes a batch; threads take samples in small runs.
  func mix(_ batch: MixingBatch) throws {
    let plan = try BatchPlan(batch, mixer: self)
    guard batch.count > 0 else { return }
    let run = max(1, min(32, batch.count / (4 * batch.threads)))
    let failure = Mutex<(place: Int, error: any Error)?>(nil)
    Parallel.forEach((batch.count + run - 1) / run, threads: batch.threads) { item, _ in
      workers.withWorker { worker in
        for place in item * run..<min(batch.count, (item + 1) * run) {
          do {
            try worker.mix(place, of: plan)
          } catch {
            // The first in the batch's order, whatever the order of threads.
            failure.withLock { first in if first.map({ place < $0.place }) ?? true { first = (place, error) } }
            return
          }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }
}

/// Workers that threads borrow; one that is left borrowed by a fork is never missed.
private final class WorkerPool: Sendable {
  private let borrowed: [BorrowedFlag]
  private let workers: [Worker]

  init(capacity: Int) {
    borrowed = (0..<capacity).map { _ in BorrowedFlag() }
    workers = (0..<capacity).map { _ in Worker() }
  }

  func withWorker(_ body: (Worker) -> Void) {
    for place in borrowed.indices where borrowed[place].take() {
      body(workers[place])
      return borrowed[place].giveBack()
    }
    body(Worker())
  }

  private final class BorrowedFlag: Sendable {
    private let isTaken = Atomic<Bool>(false)
    func take() -> Bool { isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged }
    func giveBack() { isTaken.store(false, ordering: .releasing) }
  }
}
