internal import CKernels
internal import FractalCore

/// Is shown the number of a chain and its planes of 8 bits.
typealias ChainObserver = (_ chain: Int, _ planes: UnsafePointer<UInt8>) -> Void

/// Runs the chains of one plan on planes of 8 bits.
struct ChainRun {
  let plan: MixingPlan
  let original: UnsafePointer<UInt8>
  let mixingPicture: PixelSource?
  let tables: MixingTables
  let scratch: Scratch
  /// Sees a chain's planes before its first step and after each one; for tracing.
  var observer: ChainObserver?

  /// Leaves the chain's picture at `scratch.results[chain]`, and the rows in which it may differ from the original at
  /// `scratch.changedRows[chain]`; chains must be run in their order.
  func run(_ chain: Int) {
    let shape = plan.imageShape
    let start = self.start(of: chain)
    var current = start
    // What does not start from the original may differ from it anywhere.
    var changed = start == original ? 0..<0 : 0..<shape.height
    observer?(chain, current)
    for step in plan.chains[chain].steps {
      switch step {
      case .image(let operation):
        changed = 0..<shape.height
        if current == start {
          operation.apply(from: current, to: scratch.pictures[chain].start, shape: shape, on: level)
        } else {
          operation.apply(from: current, to: scratch.spare.start, shape: shape, on: level)
          swap(&scratch.pictures[chain], &scratch.spare)
        }
      case .patch(let rectangle, let operation, let source):
        let picture = scratch.pictures[chain].start
        if current == start { picture.update(from: start, count: shape.byteCount) }
        mix(picture, rectangle, operation, source)
        let rows = rectangle.top..<rectangle.top + rectangle.height
        changed =
          changed.isEmpty ? rows : min(changed.lowerBound, rows.lowerBound)..<max(changed.upperBound, rows.upperBound)
      }
      current = UnsafePointer(scratch.pictures[chain].start)
      observer?(chain, current)
    }
    if current == start && start != original {
      // The next chain's start will lie where this one's does.
      scratch.pictures[chain].start.update(from: start, count: shape.byteCount)
      current = UnsafePointer(scratch.pictures[chain].start)
    }
    scratch.results[chain] = current
    scratch.changedRows[chain] = changed
  }

  private var level: InstructionSet { tables.instructionSet }

  /// The picture, or in the framework `mixedInput` the average of the chains before, where their weights are positive.
  private func start(of chain: Int) -> UnsafePointer<UInt8> {
    guard plan.framework == .mixedInput && chain > 0 else { return original }
    var total: Float = 0
    for number in 0..<chain {
      scratch.weights[number] = plan.chains[number].weight
      total += plan.chains[number].weight
    }
    guard total > 0 else { return original }
    let start = scratch.start.start
    scratch.results.withUnsafeBufferPointer { results in
      scratch.weights.withUnsafeBufferPointer { weights in
        results.baseAddress!.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: chain) {
          ck_ipmix_average(
            ck_level(UInt32(level.kernelLevel)), $0, weights.baseAddress!, chain, total, plan.imageShape.byteCount,
            start)
        }
      }
    }
    return UnsafePointer(start)
  }

  private func mix(
    _ picture: UnsafeMutablePointer<UInt8>, _ rectangle: PatchRectangle, _ operation: MixingOperation,
    _ source: MixingPlan.PatchSource
  ) {
    let shape = plan.imageShape
    let patch = PatchMixing(
      shape: shape, rectangle: rectangle, overflow: plan.overflow, tables: tables, workspace: scratch.patches.start)
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
