public import FractalCore

extension Recipe {
  /// Throws unless every value lies in its documented range; the message names the key and the range.
  public func validate() throws(IPMixError) {
    try require(kind == Self.kind, "kind", "must be `\(Self.kind)`, not `\(kind)`")
    try require(!name.isEmpty, "name", "must not be empty")
    try require(1...16 ~= chains, "chains", "must be in 1...16, not \(chains)")
    try require(1...16 ~= depth.most, "depth.most", "must be in 1...16, not \(depth.most)")
    try require(
      depth.least >= 0 && depth.least <= depth.most, "depth.least",
      "must be in 0...depth.most (\(depth.most)), not \(depth.least)")
    try require(0.1...100 ~= concentration, "concentration", "must be in 0.1...100, not \(concentration)")
    try require(levels.image || levels.patch, "levels", "must have image or patch on, or nothing would be mixed")
    try require(
      0.1...10 ~= imageOperations.severity, "imageOperations.severity",
      "must be in 0.1...10, not \(imageOperations.severity)")
    try requireDistinct(imageOperations.enabled.map(\.rawValue), "imageOperations.enabled")
    try require(
      0.1...100 ~= mixingOperations.blendSeverity, "mixingOperations.blendSeverity",
      "must be in 0.1...100, not \(mixingOperations.blendSeverity)")
    try requireDistinct(mixingOperations.enabled.map(\.rawValue), "mixingOperations.enabled")
    for size in patches.sizes {
      try require(2...1024 ~= size, "patches.sizes", "must be in 2...1024 each, not \(size)")
    }
    try require(patches.sizes.count <= 64, "patches.sizes", "must be 64 at most, not \(patches.sizes.count)")
    try require(
      patches.side == 0 || PixelShape.mixableSides.contains(patches.side), "patches.side",
      "must be 0 or in \(PixelShape.mixableSides), not \(patches.side)")
    try require(
      patches.shape != .whole || patches.sizes.isEmpty, "patches.sizes",
      "must be [] where patches.shape is whole, not \(patches.sizes)")
    try validateFramework()
    try validateNormalization()
  }

  private func validateFramework() throws(IPMixError) {
    guard framework == .linear || framework == .rounds else { return }
    try require(chains == 1, "chains", "must be 1 in framework \(framework.rawValue), not \(chains)")
    guard framework == .rounds else { return }
    try require(levels.patch, "levels.patch", "must be true in framework rounds, which mixes in every round")
    try require(
      patches.shape == .whole, "patches.shape", "must be whole in framework rounds, not \(patches.shape.rawValue)")
    try require(
      mixingOperations.overflow == .clip, "mixingOperations.overflow",
      "must be clip in framework rounds, not \(mixingOperations.overflow.rawValue)")
  }

  private func validateNormalization() throws(IPMixError) {
    let (mean, deviation) = (normalization.mean, normalization.standardDeviation)
    try require(
      mean.count == 1 || mean.count == 3, "normalization.mean", "must hold 1 or 3 values, not \(mean.count)")
    try require(
      deviation.count == mean.count, "normalization.standardDeviation",
      "must hold as many values as mean (\(mean.count)), not \(deviation.count)")
    for value in mean {
      try require(
        Normalization.means ~= value, "normalization.mean", "must be in \(Normalization.means), not \(value)")
    }
    for value in deviation {
      try require(
        Normalization.standardDeviations ~= value, "normalization.standardDeviation",
        "must be in \(Normalization.standardDeviations), not \(value)")
    }
  }

  private func requireDistinct(_ names: [String], _ key: String) throws(IPMixError) {
    try require(!names.isEmpty, key, "must name at least one operation (or switch the level off in levels)")
    try require(Set(names).count == names.count, key, "must not name an operation twice")
  }

  private func require(
    _ holds: Bool, _ key: String, _ rule: @autoclosure () -> String
  ) throws(IPMixError) {
    guard !holds else { return }
    throw IPMixError(.invalidRecipe, "recipe `\(name)`: \(key) \(rule())")
  }
}
