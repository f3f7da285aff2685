internal import CFernery
internal import FractalCore
internal import IPMix

extension fernery_plan {
  /// A plan as callers get it; masks go by seed.
  init(_ plan: MixingPlan) {
    self.init()
    framework = UInt32(Recipe.Framework.numbered.firstIndex(of: plan.framework)!)
    (seed, index, epoch, view) = (plan.seed, plan.index, plan.epoch, plan.view)
    height = UInt32(plan.imageShape.height)
    width = UInt32(plan.imageShape.width)
    channels = UInt32(plan.imageShape.channels)
    overflow = plan.overflow == .clip ? 0 : 1
    mixing_weight = plan.mixingWeight
    if let choice = plan.mixingPicture {
      has_mixing_picture = 1
      asset = choice.asset
      resized_height = UInt32(choice.resizedHeight)
      resized_width = UInt32(choice.resizedWidth)
      top = UInt32(choice.top)
      left = UInt32(choice.left)
    }
    fill(&mean, plan.normalization.mean)
    fill(&standard_deviation, plan.normalization.standardDeviation)
    fill(&recipe, Array(plan.recipe.utf8.prefix(63)))
    chain_count = UInt32(plan.chains.count)
    fill(&chains, plan.chains.map(fernery_chain.init))
  }
}

extension fernery_chain {
  fileprivate init(_ chain: MixingPlan.Chain) {
    self.init()
    weight = chain.weight
    level = UInt32(MixingPlan.Level.numbered.firstIndex(of: chain.level)!)
    step_count = UInt32(chain.steps.count)
    fill(&steps, chain.steps.map(fernery_step.init))
  }
}

extension fernery_step {
  fileprivate init(_ step: MixingPlan.Step) {
    self.init()
    switch step {
    case .image(let operation):
      kind = UInt32(FERNERY_STEP_IMAGE)
      image = fernery_image_operation(operation)
    case .patch(let rectangle, let operation, let patchSource):
      kind = UInt32(FERNERY_STEP_PATCH)
      mixing_operation = UInt32(MixingOperationKind.numbered.firstIndex(of: operation.kind)!)
      left = UInt32(rectangle.left)
      top = UInt32(rectangle.top)
      width = UInt32(rectangle.width)
      height = UInt32(rectangle.height)
      switch operation {
      case .add(let first, let second), .multiply(let first, let second): (p, q) = (first, second)
      case .randomPixels(.seeded(let seed, let threshold)), .randomElements(.seeded(let seed, let threshold)):
        mask_seed = seed
        mask_threshold = UInt32(threshold)
      case .randomPixels(.explicit), .randomElements(.explicit): break
      }
      if case .operatedCopy(let operation) = patchSource {
        source = UInt32(FERNERY_SOURCE_OPERATED_COPY)
        image = fernery_image_operation(operation)
      }
    }
  }
}

extension fernery_image_operation {
  fileprivate init(_ operation: ImageOperation) {
    self.init()
    self.operation = UInt32(ImageOperationKind.numbered.firstIndex(of: operation.kind)!)
    value = operation.parameterValue ?? 0
  }
}

// MARK: - Back

extension MixingPlan {
  /// A caller's plan; whether it can be applied, `IPMixer` checks.
  init(_ plan: fernery_plan) throws(ABIError) {
    let shape = try pictureShape(height: plan.height, width: plan.width, channels: plan.channels)
    let chainCount = try number(plan.chain_count, in: 1...Int(FERNERY_MOST_CHAINS), "chain_count")
    var chains: [Chain] = []
    for chain in elements(of: plan.chains, count: chainCount) as [fernery_chain] { chains.append(try Chain(chain)) }
    let side = 0...65_536
    self.init(
      recipe: String(decoding: (elements(of: plan.recipe, count: 64) as [UInt8]).prefix { $0 != 0 }, as: UTF8.self),
      seed: plan.seed, epoch: plan.epoch, index: plan.index, view: plan.view, imageShape: shape,
      framework: try choice(plan.framework, Recipe.Framework.numbered, "framework"), mixingWeight: plan.mixing_weight,
      chains: chains,
      mixingPicture: try number(plan.has_mixing_picture, in: 0...1, "has_mixing_picture") == 0
        ? nil
        : MixingPictureChoice(
          asset: plan.asset, resizedHeight: try number(plan.resized_height, in: side, "resized_height"),
          resizedWidth: try number(plan.resized_width, in: side, "resized_width"),
          top: try number(plan.top, in: side, "top"), left: try number(plan.left, in: side, "left")),
      overflow: try choice(plan.overflow, [.clip, .wrap], "overflow"),
      normalization: Recipe.Normalization(
        mean: elements(of: plan.mean, count: shape.channels),
        standardDeviation: elements(of: plan.standard_deviation, count: shape.channels)))
  }
}

extension MixingPlan.Chain {
  fileprivate init(_ chain: fernery_chain) throws(ABIError) {
    let count = try number(chain.step_count, in: 0...Int(FERNERY_MOST_STEPS), "step_count")
    var steps: [MixingPlan.Step] = []
    for step in elements(of: chain.steps, count: count) as [fernery_step] { steps.append(try MixingPlan.Step(step)) }
    self.init(weight: chain.weight, level: try choice(chain.level, MixingPlan.Level.numbered, "level"), steps: steps)
  }
}

extension MixingPlan.Step {
  fileprivate init(_ step: fernery_step) throws(ABIError) {
    if try number(step.kind, in: 0...1, "kind") == FERNERY_STEP_IMAGE {
      self = .image(operation: try ImageOperation(step.image))
      return
    }
    let isCopy = try number(step.source, in: 0...1, "source") == FERNERY_SOURCE_OPERATED_COPY
    let side = 0...1024
    self = .patch(
      rectangle: PatchRectangle(
        left: try number(step.left, in: side, "left"), top: try number(step.top, in: side, "top"),
        width: try number(step.width, in: side, "width"), height: try number(step.height, in: side, "height")),
      operation: try MixingOperation(step),
      source: isCopy ? .operatedCopy(operation: try ImageOperation(step.image)) : .mixingPicture)
  }
}

extension MixingOperation {
  fileprivate init(_ step: fernery_step) throws(ABIError) {
    switch try choice(step.mixing_operation, MixingOperationKind.numbered, "mixing_operation") {
    case .add: self = .add(p: step.p, q: step.q)
    case .multiply: self = .multiply(p: step.p, q: step.q)
    case .randomPixels: self = .randomPixels(mask: try MixingMask(step))
    case .randomElements: self = .randomElements(mask: try MixingMask(step))
    }
  }
}

extension MixingMask {
  fileprivate init(_ step: fernery_step) throws(ABIError) {
    guard let places = step.mask_places else {
      let threshold = try number(step.mask_threshold, in: 0...65_535, "mask_threshold")
      self = .seeded(seed: step.mask_seed, threshold: UInt16(threshold))
      return
    }
    let count = try number(step.mask_length, in: 0...3 << 20, "mask_length")
    self = .explicit(places: Array(UnsafeBufferPointer(start: places, count: count)))
  }
}

extension ImageOperation {
  fileprivate init(_ operation: fernery_image_operation) throws(ABIError) {
    let value = operation.value
    let kind = try choice(operation.operation, ImageOperationKind.numbered, "operation")
    func whole() throws(ABIError) -> Int {
      guard let number = Int(exactly: value), -65_535...65_535 ~= number else {
        throw ABIError(.invalidArgument, "the `value` of \(kind.rawValue) must be a whole number, and is \(value)")
      }
      return number
    }
    self =
      switch kind {
      case .equalize: .equalize
      case .posterize: .posterize(bits: try whole())
      case .rotate: .rotate(degrees: try whole())
      case .solarize: .solarize(threshold: try whole())
      case .shearX: .shearX(factor: value)
      case .shearY: .shearY(factor: value)
      case .translateX: .translateX(pixels: try whole())
      case .translateY: .translateY(pixels: try whole())
      case .mirror: .mirror
      case .invert: .invert
      case .autocontrast: .autocontrast(cutoff: value)
      case .color: .color(factor: value)
      case .contrast: .contrast(factor: value)
      case .brightness: .brightness(factor: value)
      case .sharpness: .sharpness(factor: value)
      }
  }
}

extension Recipe.Framework {
  /// The frameworks by their number in fernery.h.
  static let numbered: [Recipe.Framework] = [.chainMixed, .linear, .mixedInput, .rounds]
}

extension MixingPlan.Level {
  /// The levels by their number in fernery.h.
  fileprivate static let numbered: [MixingPlan.Level] = [.image, .patch, .both]
}
