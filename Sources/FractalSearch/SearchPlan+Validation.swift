public import FractalCore
internal import FractalRendering

extension SearchPlan {
  /// Checks every value against its range.
  ///
  /// - Throws: ``SearchError`` that names the value and its range.
  public func validate() throws(SearchError) {
    func check(_ condition: Bool, _ message: @autoclosure () -> String) throws(SearchError) {
      guard condition else { throw SearchError(.invalidPlan, message()) }
    }
    try check(Self.poolSizes.contains(pool), "the pool is \(pool); it must be 1 to 10000000")
    try check(
      shape.isValidAsset, "the shape is \(shape); sides must be 16 to 1024 and channels 1 or 3")
    try check(
      AssetSpec.samplesPerPixelRange.contains(samplesPerPixel),
      "samples per pixel are \(samplesPerPixel); they must be 0.01 to 10000")
    try check(
      Double(samplesPerPixel) * Double(shape.pixelCount) <= Double(ChaosGame.maximumPoints),
      "\(samplesPerPixel) samples per pixel at \(shape.height)x\(shape.width) are 2^28 points or more; lower the "
        + "samples per pixel or the size")
    try check(!genomes.isEmpty, "no family is named; name at least one")
    try check(genomes.count <= 255, "\(genomes.count) families are named; there may be at most 255")
    for share in genomes {
      try check(
        share.weight > 0 && share.weight <= 1e6, "a family's weight is \(share.weight); it must be above 0, to 1e6")
    }
    for colouring in [colouring, flameColouring] { try colouring.validate() }
    let backgrounds = [background.black, background.solid, background.gradient, background.noise]
    try check(
      backgrounds.allSatisfy { (0...1e6).contains($0) }, "weights of backgrounds must be 0 to 1e6")
    try check(backgrounds.contains { $0 > 0 }, "all backgrounds have weight 0; one needs more")
    try check(
      FramingLaw.zooms.contains(framing.zoom.lowerBound) && FramingLaw.zooms.contains(framing.zoom.upperBound),
      "the zoom must be 0.25 to 16")
    try check(
      FramingLaw.rotations.contains(framing.rotation.lowerBound)
        && FramingLaw.rotations.contains(framing.rotation.upperBound), "the rotation must be -360 to 360 degrees")
    try check(
      drawing == .points || Double(samplesPerPixel) * Double(shape.pixelCount) <= Double(AssetSpec.maximumPatches),
      "\(samplesPerPixel) patches per pixel at \(shape.height)x\(shape.width) are more than 4194304; lower the samples per "
        + "pixel or the size")
    try check(leastDistance.map(Embedding.distances.contains) ?? true, "the least distance must be 0 to 1000")
    if let kept = method.kept {
      try check((1...1_000_000).contains(kept), "the selection keeps \(kept); it must keep 1 to 1000000")
    }
    if case .islands(let count, _) = method {
      try check(SelectionMethod.islandCounts.contains(count), "there are \(count) islands; there must be 2 to 1024")
    }
    for gates in [gates, flameGates] + genomes.compactMap(\.gates) {
      try check((0...1e4).contains(gates.minimumExtent), "the least extent must be 0 to 10000")
      for (name, values) in gates.shares {
        try check(values.allSatisfy { (0...1).contains($0) }, "the \(name) must be within 0 to 1")
      }
    }
  }

  /// Checks the plan, and whether so many assets can be selected by it: everything that can be known before any work is done.
  ///
  /// - Throws: ``SearchError`` that names the value and its range, or says that the pool is too small.
  public func validate(count: Int) throws(SearchError) {
    try validate()
    guard count >= 1 else { throw SearchError(.invalidPlan, "the count is \(count); it must be at least 1") }
    guard count <= pool else {
      throw SearchError(
        .poolTooSmall,
        "\(count) assets cannot be selected from a pool of \(pool) proposals; raise the pool or lower the count")
    }
    if let kept = method.kept, count > kept {
      throw SearchError(
        .poolTooSmall,
        "\(count) assets cannot be selected where the plan keeps \(kept); raise what is kept, or lower the count")
    }
  }
}
