public import FractalCore

extension MixingPlan {
  /// Throws unless the plan can be applied: shapes, patches and numbers within bounds.
  ///
  /// Plans come from files too, so nothing about them is taken for granted.
  public func validate() throws(IPMixError) {
    guard imageShape.isMixable else {
      throw IPMixError(.wrongShape, "pictures of \(imageShape) cannot be mixed: \(PixelShape.mixableRule)")
    }
    try require(!chains.isEmpty && chains.count <= 16, "it has \(chains.count) chains, not 1...16")
    try require(mixingWeight.isFinite, "its mixing weight is no finite number")
    try require(
      normalization.mean.count == imageShape.channels && normalization.standardDeviation.count == imageShape.channels,
      "its normalization has not one value for each of \(imageShape.channels) channels")
    try validateNormalization()
    for (number, chain) in chains.enumerated() {
      try require(chain.weight.isFinite, "the weight of chain \(number) is no finite number")
      for step in chain.steps { try validate(step, of: chain.level, number) }
    }
    try validateFramework()
    if let choice = mixingPicture { try choice.validate(imageShape: imageShape) }
  }

  private func validate(_ step: Step, of level: Level, _ number: Int) throws(IPMixError) {
    switch step {
    case .image(let operation):
      try require(level != .patch, "chain \(number) is of the level patch, but has an image operation")
      try validate(operation, number)
    case .patch(let rectangle, let operation, let source):
      try require(level != .image, "chain \(number) is of the level image, but mixes a patch")
      try require(
        rectangle.fits(height: imageShape.height, width: imageShape.width),
        "a patch of chain \(number) does not lie within \(imageShape)")
      if case .operatedCopy(let operation) = source { try validate(operation, number) }
      if case .add(let p, let q) = operation { try validate(p, q, number) }
      if case .multiply(let p, let q) = operation { try validate(p, q, number) }
      guard let mask = operation.mask, case .explicit(let places) = mask else { return }
      let pixels = rectangle.width * rectangle.height
      let expected = operation.kind == .randomElements ? pixels * imageShape.channels : pixels
      try require(
        places.count == expected,
        "a mask of chain \(number) has \(places.count) places, but its patch has \(expected)")
    }
  }

  private func validate(_ operation: ImageOperation, _ number: Int) throws(IPMixError) {
    let fault = operation.fault
    try require(fault == nil, "in chain \(number), \(fault ?? "")")
  }

  private func validate(_ p: Float, _ q: Float, _ number: Int) throws(IPMixError) {
    try require(p.isFinite && q.isFinite, "a p or q of chain \(number) is no finite number")
  }

  private func validateNormalization() throws(IPMixError) {
    let (means, deviations) = (Recipe.Normalization.means, Recipe.Normalization.standardDeviations)
    for value in normalization.mean {
      try require(means ~= value, "a mean of its normalization is \(value), not in \(means)")
    }
    for value in normalization.standardDeviation {
      try require(
        deviations ~= value, "a standardDeviation of its normalization is \(value), not in \(deviations)")
    }
  }

  private func validateFramework() throws(IPMixError) {
    guard framework == .linear || framework == .rounds else { return }
    try require(chains.count == 1, "the framework \(framework.rawValue) has 1 chain, not \(chains.count)")
    guard framework == .rounds else { return }
    try require(overflow == .clip, "the framework rounds clips, so overflow must be clip")
    for (number, step) in chains[0].steps.enumerated() {
      switch step {
      case .image: try require(number == 0, "in the framework rounds only the first step may be an image operation")
      case .patch(let rectangle, _, _):
        let whole = PatchRectangle(left: 0, top: 0, width: imageShape.width, height: imageShape.height)
        try require(rectangle == whole, "in the framework rounds every patch must be the whole picture")
      }
    }
  }

  private func require(_ holds: Bool, _ fault: @autoclosure () -> String) throws(IPMixError) {
    guard !holds else { return }
    throw IPMixError(.invalidPlan, "the plan of sample \(index), view \(view) cannot be applied: \(fault())")
  }
}

extension MixingOperation {
  /// The mask of the operations that have one.
  var mask: MixingMask? {
    switch self {
    case .randomPixels(let mask), .randomElements(let mask): mask
    case .add, .multiply: nil
    }
  }
}

extension MixingPictureChoice {
  /// Throws unless the crop of a picture of `imageShape` lies within the resized asset.
  public func validate(imageShape: PixelShape) throws(IPMixError) {
    let limit = 1 << 16
    guard
      1...limit ~= resizedHeight, 1...limit ~= resizedWidth,
      PatchRectangle(left: left, top: top, width: imageShape.width, height: imageShape.height)
        .fits(height: resizedHeight, width: resizedWidth)
    else {
      throw IPMixError(
        .invalidPlan,
        "the crop at row \(top), column \(left) of \(imageShape) does not lie within the mixing picture of "
          + "\(resizedHeight)x\(resizedWidth)")
    }
  }
}

extension PixelShape {
  /// The sides that a picture may have for mixing, in pixels.
  public static let mixableSides = 8...1024

  /// Whether pictures of this shape can be mixed.
  public var isMixable: Bool {
    Self.mixableSides.contains(height) && Self.mixableSides.contains(width) && (channels == 1 || channels == 3)
  }

  static var mixableRule: String {
    "sides must be in \(mixableSides.lowerBound)...\(mixableSides.upperBound), with 1 or 3 channels"
  }
}
