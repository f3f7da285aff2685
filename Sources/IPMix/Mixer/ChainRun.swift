internal import CKernels
internal import FractalCore

/// Is shown the number of a chain and its planes of 8 bits.
typealias ChainObserver = (_ chain: Int, _ planes: UnsafePointer<UInt8>) -> Void

/// Runs the chains of one plan on planes of 8 bits.
struct ChainRun {
  let shape: PixelShape
  let framework: Recipe.Framework
  let overflow: Overflow
  let mixingPicture: PixelSource?
  let tables: MixingTables
  let scratch: Scratch
  /// Sees a chain's planes before its first step and after each one; for tracing.
  var observer: ChainObserver?

  /// Leaves the chain's picture at `scratch.results[chain]`, and the rows in which it may differ from the original at
  /// `scratch.changedRows[chain]`; chains must be run in their order.
  func run(_ chain: Int, of chains: [MixingPlan.Chain]) {
    let start = self.start(of: chain, chains)
    var current = start
    // A chain that does not start from the original may differ from it anywhere.
    var changed = start == original ? 0..<0 : 0..<shape.height
    observer?(chain, current)
    for step in chains[chain].steps {
      switch step {
      case .image(let operation):
        changed = 0..<shape.height
        if current == start {
          operation.apply(from: current, to: scratch.pictures[chain], shape: shape, on: level)
        } else {
          operation.apply(from: current, to: scratch.pictures[scratch.chains], shape: shape, on: level)
          scratch.exchange(chain)
        }
      case .patch(let rectangle, let operation, let source):
        let picture = scratch.pictures[chain]
        if current == start { picture.update(from: start, count: shape.byteCount) }
        mix(picture, rectangle, operation, source)
        let rows = rectangle.top..<rectangle.top + rectangle.height
        changed =
          changed.isEmpty ? rows : min(changed.lowerBound, rows.lowerBound)..<max(changed.upperBound, rows.upperBound)
      }
      current = UnsafePointer(scratch.pictures[chain])
      observer?(chain, current)
    }
    if current == start && start != original {
      // The next chain's start will lie where this one's does.
      scratch.pictures[chain].update(from: start, count: shape.byteCount)
      current = UnsafePointer(scratch.pictures[chain])
    }
    scratch.results[chain] = current
    scratch.changedRows[chain] = changed
  }

  private var level: InstructionSet { tables.instructionSet }
  private var original: UnsafePointer<UInt8> { UnsafePointer(scratch.original.start) }

  /// The picture, or in the framework `mixedInput` the average of the chains before, where their weights are positive.
  private func start(of chain: Int, _ chains: [MixingPlan.Chain]) -> UnsafePointer<UInt8> {
    guard framework == .mixedInput && chain > 0 else { return original }
    var total: Float = 0
    for number in 0..<chain {
      scratch.weights[number] = chains[number].weight
      total += chains[number].weight
    }
    guard total > 0 else { return original }
    let start = scratch.start.start
    level.kernels.pointee.average.average(
      scratch.results, scratch.weights, chain, total, shape.byteCount, start)
    return UnsafePointer(start)
  }

  private func mix(
    _ picture: UnsafeMutablePointer<UInt8>, _ rectangle: PatchRectangle, _ operation: MixingOperation,
    _ source: MixingPlan.PatchSource
  ) {
    let patch = PatchMixing(
      shape: shape, rectangle: rectangle, overflow: overflow, tables: tables, workspace: scratch.patches.start)
    switch source {
    case .mixingPicture:
      guard let mixingPicture else { return }
      patch.mix(picture, with: mixingPicture, by: operation)
    case .operatedCopy(let copying):
      // Only what the patch covers is needed of the copy.
      let rows = rectangle.top..<rectangle.top + rectangle.height
      copying.apply(from: original, to: scratch.copy.start, shape: shape, rows: rows, on: level)
      patch.mix(picture, with: .planes(scratch.copy.start, shape: shape), by: operation)
    }
  }
}
