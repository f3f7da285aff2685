internal import FractalCore

/// Runs the chains of one plan on planes of 8 bits.
struct ChainRun {
  let plan: MixingPlan
  let original: UnsafePointer<UInt8>
  let mixingPicture: PixelSource?
  let tables: MixingTables
  let scratch: Scratch
  /// Sees a chain's planes before its first step and after each one; for tracing.
  var observer: ChainObserver?

  /// Leaves the chain's picture at `scratch.results[chain]`; chains must be run in their order.
  func run(_ chain: Int) {
    let shape = plan.imageShape
    let start = self.start(of: chain)
    var current = start
    observer?(chain, current)
    for step in plan.chains[chain].steps {
      switch step {
      case .image(let operation):
        if current == start {
          operation.apply(from: current, to: scratch.pictures[chain].start, shape: shape)
        } else {
          operation.apply(from: current, to: scratch.spare.start, shape: shape)
          swap(&scratch.pictures[chain], &scratch.spare)
        }
      case .patch(let rectangle, let operation, let source):
        let picture = scratch.pictures[chain].start
        if current == start { picture.update(from: start, count: shape.byteCount) }
        mix(picture, rectangle, operation, source)
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
  }

  /// The picture, or in the framework `mixedInput` the average of the chains before, where their weights are positive.
  private func start(of chain: Int) -> UnsafePointer<UInt8> {
    guard plan.framework == .mixedInput && chain > 0 else { return original }
    let weights = plan.chains.prefix(chain).map(\.weight)
    let total = weights.reduce(0, +)
    guard total > 0 else { return original }
    let start = scratch.start.start
    for place in 0..<plan.imageShape.byteCount {
      var sum: Float = 0
      for (number, weight) in weights.enumerated() { sum += weight * Float(scratch.results[number][place]) }
      start[place] = Quantisation.clip((sum / total + 0.5).rounded(.down))
    }
    return UnsafePointer(start)
  }

  private func mix(
    _ picture: UnsafeMutablePointer<UInt8>, _ rectangle: PatchRectangle, _ operation: MixingOperation,
    _ source: MixingPlan.PatchSource
  ) {
    let shape = plan.imageShape
    let patch = PatchMixing(
      shape: shape, rectangle: rectangle, overflow: plan.overflow, tables: tables, maskPlaces: scratch.mask.start)
    switch source {
    case .mixingPicture:
      guard let mixingPicture else { return }
      patch.mix(picture, with: mixingPicture, by: operation)
    case .operatedCopy(let copying):
      copying.apply(from: original, to: scratch.copy.start, shape: shape)
      patch.mix(picture, with: .planes(scratch.copy.start, shape: shape), by: operation)
    }
  }
}

/// Is shown the planes of a chain, by the chain's number.
typealias ChainObserver = (Int, UnsafePointer<UInt8>) -> Void
