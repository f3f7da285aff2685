internal import FractalCore

/// Runs the chains of one plan on planes of 8 bits.
struct ChainRun {
  let plan: MixingPlan
  let original: UnsafePointer<UInt8>
  let mixingPicture: PixelSource?
  let tables: MixingTables
  let scratch: Scratch

  /// Leaves the chain's picture at `scratch.results[chain]`.
  func run(_ chain: Int) {
    let shape = plan.imageShape
    var current = original
    var changed = 0..<0
    for step in plan.chains[chain].steps {
      switch step {
      case .image(let operation):
        changed = 0..<shape.height
        if current == original {
          operation.apply(from: current, to: scratch.pictures[chain].start, shape: shape, on: level)
        } else {
          operation.apply(from: current, to: scratch.spare.start, shape: shape, on: level)
          swap(&scratch.pictures[chain], &scratch.spare)
        }
      case .patch(let rectangle, let operation, let source):
        let picture = scratch.pictures[chain].start
        if current == original { picture.update(from: original, count: shape.byteCount) }
        mix(picture, rectangle, operation, source)
        let rows = rectangle.top..<rectangle.top + rectangle.height
        changed =
          changed.isEmpty ? rows : min(changed.lowerBound, rows.lowerBound)..<max(changed.upperBound, rows.upperBound)
      }
      current = UnsafePointer(scratch.pictures[chain].start)
    }
    scratch.results[chain] = current
    scratch.changedRows[chain] = changed
  }

  private var level: InstructionSet { tables.instructionSet }

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
