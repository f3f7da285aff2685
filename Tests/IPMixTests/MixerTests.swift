import FractalCore
import IPMix
import Testing

@Suite struct MixerTests {
  @Test func theResultDependsOnNothingButPlanAndPictures() throws {
    let indices = (0..<40).map(UInt64.init)
    let used = IPMixer()
    let forwards = try indices.map { try Samples.mixed(Samples.plan(Samples.paper, index: $0), by: used) }
    let backwards = try indices.reversed().map { try Samples.mixed(Samples.plan(Samples.paper, index: $0), by: used) }
    let fresh = try indices.map { try Samples.mixed(Samples.plan(Samples.paper, index: $0), by: IPMixer()) }
    #expect(forwards == fresh)
    #expect(forwards == backwards.reversed())
    // Another shape and another number of chains between.
    var four = Samples.reference
    four.chains = 4
    _ = try Samples.mixed(Samples.plan(four, shape: PixelShape(height: 40, width: 16, channels: 1)), by: used)
    #expect(try Samples.mixed(Samples.plan(Samples.paper, index: 9), by: used) == fresh[9])
  }

  /// With m = 0 the result is the normalised picture; with no step in any chain and weights that sum to 1 it is too.
  @Test func theCleanPictureComesThrough() throws {
    var plan = try Samples.plan(Samples.reference, index: 3)
    plan.mixingWeight = 0
    let image = Samples.picture(3)
    let mixed = try Samples.mixed(plan, by: IPMixer(), layout: .interleaved)
    #expect(mixed.picture == image)
    #expect(zip(mixed.values, image.pixels).allSatisfy { $0 == (Float($1) / 255 - 0.5) / 0.5 })
  }

  @Test func everyNumberOfChainsGivesTheFormula() throws {
    for chains in 1...5 {
      var recipe = Samples.reference
      recipe.chains = chains
      recipe.levels.patch = false
      let plan = try Samples.plan(recipe, index: 11)
      let image = Samples.picture(11)
      let pictures = plan.chains.map { chain in
        chain.steps.reduce(image) { picture, step in
          if case .image(let operation) = step { operation(picture) } else { picture }
        }
      }
      let mixed = try Samples.mixed(plan, by: IPMixer(), layout: .interleaved)
      func normalised(_ value: UInt8) -> Float { (Float(value) / 255 - 0.5) / 0.5 }
      for place in image.pixels.indices {
        var sum: Float = 0
        for (chain, picture) in zip(plan.chains, pictures) { sum += chain.weight * normalised(picture.pixels[place]) }
        let expected = (1 - plan.mixingWeight) * normalised(image.pixels[place]) + plan.mixingWeight * sum
        #expect(mixed.values[place] == expected)
      }
    }
  }

  @Test func layoutsHoldTheSameValues() throws {
    let plan = try Samples.plan(Samples.paper, index: 2, shape: PixelShape(height: 16, width: 24))
    let planar = try Samples.mixed(plan, by: IPMixer(), layout: .planar)
    let interleaved = try Samples.mixed(plan, by: IPMixer(), layout: .interleaved)
    for pixel in 0..<384 {
      for channel in 0..<3 { #expect(planar.values[channel * 384 + pixel] == interleaved.values[pixel * 3 + channel]) }
    }
    #expect(planar.picture == interleaved.picture)
  }

  @Test func writesIntoABufferWhatItReturns() throws {
    let plan = try Samples.plan(Samples.paper, index: 6)
    let image = Samples.picture(6)
    let crop = try MixingPicturePreparation()(
      Samples.picture(try #require(plan.mixingPicture).asset, Samples.set.assetShape), for: plan)
    var values = [Float](repeating: .nan, count: image.shape.byteCount)
    let mixer = IPMixer()
    try image.pixels.withUnsafeBufferPointer { imageBytes in
      try crop.pixels.withUnsafeBufferPointer { cropBytes in
        try values.withUnsafeMutableBufferPointer {
          try mixer.apply(plan, image: imageBytes, mixingPicture: cropBytes, into: $0)
        }
      }
    }
    #expect(try values == mixer.apply(plan, to: image, mixingPicture: crop).values)
  }

  @Test func whatDoesNotFitIsAnError() throws {
    let mixer = IPMixer()
    var recipe = Samples.reference
    recipe.levels.image = false
    recipe.depth.least = 1
    let plan = try Samples.plan(recipe)
    func code(_ body: () throws -> Void) -> IPMixErrorCode? {
      do { try body() } catch let error as IPMixError { return error.code } catch {}
      return nil
    }
    let image = Samples.picture(0)
    #expect(code { _ = try mixer.apply(plan, to: image, mixingPicture: nil) } == .missingMixingPicture)
    let small = Samples.picture(0, PixelShape(height: 16, width: 16))
    #expect(code { _ = try mixer.apply(plan, to: small, mixingPicture: image) } == .wrongShape)
    #expect(code { _ = try mixer.apply(plan, to: image, mixingPicture: small) } == .wrongShape)
    let outside = PatchRectangle(left: .max, top: 0, width: 5, height: 5)
    var broken = plan
    broken.chains[0].steps = [
      .patch(rectangle: outside, operation: .add(p: 1, q: 0), source: .operatedCopy(operation: .mirror))
    ]
    #expect(code { _ = try mixer.apply(broken, to: image, mixingPicture: image) } == .invalidPlan)
    broken = plan
    broken.mixingPicture?.left = -1
    #expect(code { _ = try mixer.apply(broken, to: image, mixingPicture: image) } == .invalidPlan)
    #expect(code { _ = try MixingPicturePreparation()(image, for: broken) } == .invalidPlan)
    // A plan recorded elsewhere names no asset: its mixing picture is given as it is.
    broken = plan
    broken.mixingPicture = nil
    #expect(
      try mixer.apply(broken, to: image, mixingPicture: image) == mixer.apply(plan, to: image, mixingPicture: image))
    #expect(code { _ = try MixingPicturePreparation()(image, for: broken) } == .missingMixingPicture)
    let patch = MixingPlan.Step.patch(
      rectangle: PatchRectangle(left: 0, top: 0, width: 4, height: 4),
      operation: .randomPixels(mask: .explicit(places: [1, 0])), source: .mixingPicture)
    let faults: [(inout MixingPlan) -> Void] = [
      { $0.chains[0].steps = [patch] }, { $0.chains[0].steps = [.image(operation: .mirror)] },
      { $0.framework = .linear }, { $0.framework = .rounds }, { $0.chains = [] }, { $0.mixingWeight = .nan },
      { $0.chains[1].weight = .infinity }, { $0.normalization.mean = [0.5] },
    ]
    for fault in faults {
      broken = plan
      fault(&broken)
      #expect(code { _ = try mixer.apply(broken, to: image, mixingPicture: image) } == .invalidPlan)
    }
  }
}
