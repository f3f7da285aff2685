import FractalCore
import IPMix
import Testing

/// The frameworks of Figure 4, PixMix's rounds, and the views of a sample.
@Suite struct FrameworkTests {
  func floats(_ picture: Picture) -> [Float] { picture.pixels.map { (Float($0) / 255 - 0.5) / 0.5 } }

  @Test func linearIsOneChainOfBothLevels() throws {
    let plans = try (0..<200 as Range<UInt64>).map { try Samples.plan(Samples.linear, index: $0) }
    #expect(plans.allSatisfy { $0.chains.count == 1 && $0.chains[0].weight == 1 && $0.chains[0].level == .both })
    #expect(plans.contains { !$0.imageOperations.isEmpty && !$0.patches.isEmpty })
    // Its steps are those that chain-mixed draws for the same place, of whichever level was drawn.
    let image = try Samples.plan(Samples.changed(Samples.paper) { $0.levels.patch = false }, index: 3)
    let linear = try Samples.plan(Samples.changed(Samples.linear) { $0.levels.patch = false }, index: 3)
    #expect(linear.chains[0].steps == image.chains[0].steps)
  }

  @Test func mixedInputStartsFromTheChainsBefore() throws {
    let mixer = IPMixer()
    for index in 0..<20 as Range<UInt64> {
      var plan = try Samples.plan(Samples.changed(Samples.mixedInput) { $0.levels.patch = false }, index: index)
      plan.chains[2].steps = []
      let image = Samples.picture(index)
      let trace = try mixer.trace(plan, of: image, mixingPicture: nil)
      #expect(trace.chains[0].start == image)
      var ends = [image, image]
      for number in 0...1 { ends[number] = trace.chains[number].steps.last ?? trace.chains[number].start }
      // The second starts from the first alone, the third from the average of both.
      #expect(trace.chains[1].start == ends[0])
      let (first, second) = (plan.chains[0].weight, plan.chains[1].weight)
      for place in stride(from: 0, to: image.pixels.count, by: 97) {
        let sum = 0 + first * Float(ends[0].pixels[place]) + second * Float(ends[1].pixels[place])
        #expect(Float(trace.chains[2].start.pixels[place]) == (sum / (first + second) + 0.5).rounded(.down))
      }
      #expect(try trace.result == mixer.apply(plan, to: image, mixingPicture: nil))
    }
  }

  /// The plans are those of chain-mixed: only what chains start from differs.
  @Test func mixedInputDrawsAsChainMixed() throws {
    for index in 0..<50 as Range<UInt64> {
      var mixed = try Samples.plan(Samples.mixedInput, index: index)
      mixed.framework = .chainMixed
      #expect(try mixed == Samples.plan(Samples.paper, index: index))
    }
  }

  @Test func roundsStayInFloat() throws {
    let mixer = IPMixer()
    let (image, fractal) = (Samples.picture(1), Samples.picture(2))
    let whole = PatchRectangle(left: 0, top: 0, width: 32, height: 32)
    // Two rounds of (u - v/2 + 1/4) and back would lose half a level each if bytes lay between.
    let there = MixingPlan.Step.patch(
      rectangle: whole, operation: .add(p: 0.5, q: 0.25), source: .mixingPicture)
    let back = MixingPlan.Step.patch(rectangle: whole, operation: .add(p: 2, q: -0.5), source: .mixingPicture)
    var plan = try Samples.plan(Samples.pixMix, index: 0)
    plan.chains[0].steps = [there, back]
    let trace = try mixer.trace(plan, of: image, mixingPicture: fractal, layout: .interleaved)
    #expect(trace.chains.isEmpty && trace.rounds.count == 3)
    #expect(trace.result.picture == image)
    #expect(zip(trace.result.values, floats(image)).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func roundsBeginWithThePictureOrACopy() throws {
    let plans = try (0..<400 as Range<UInt64>).map { try Samples.plan(Samples.pixMix, index: $0) }
    for plan in plans {
      try plan.validate()
      #expect(plan.mixingWeight == 1 && plan.chains.count == 1 && plan.chains[0].weight == 1)
      for (number, step) in plan.chains[0].steps.enumerated() {
        if case .image = step { #expect(number == 0) }
      }
      #expect(plan.patches.allSatisfy { $0.operation.kind == .add || $0.operation.kind == .multiply })
    }
    // With no round, the picture or its copy comes through.
    let still = try #require(plans.first { $0.chains[0].steps.isEmpty })
    let image = Samples.picture(9)
    #expect(try IPMixer().apply(still, to: image, mixingPicture: nil, layout: .interleaved).values == floats(image))
    let copied = try #require(plans.first { $0.imageOperations.count == 1 && $0.patches.isEmpty })
    let expected = copied.imageOperations[0](image)
    #expect(try IPMixer().apply(copied, to: image, mixingPicture: nil, layout: .interleaved).values == floats(expected))
  }

  @Test func tracesShowEveryStepAndTheSameResult() throws {
    let mixer = IPMixer()
    for recipe in [Samples.paper, Samples.reference, Samples.linear, Samples.mixedInput, Samples.pixMix] {
      for index in 0..<20 as Range<UInt64> {
        let plan = try Samples.plan(recipe, index: index)
        let (image, fractal) = (Samples.picture(index), Samples.picture(index + 1000))
        let trace = try mixer.trace(plan, of: image, mixingPicture: fractal)
        #expect(try trace.result == IPMixer().apply(plan, to: image, mixingPicture: fractal))
        if plan.framework == .rounds {
          #expect(trace.rounds.count == plan.chains[0].steps.count + 1)
        } else {
          #expect(trace.chains.map(\.steps.count) == plan.chains.map(\.steps.count))
          for (chain, traced) in zip(plan.chains, trace.chains) {
            for (number, step) in chain.steps.enumerated() {
              guard case .image(let operation) = step else { continue }
              let before = number == 0 ? traced.start : traced.steps[number - 1]
              #expect(operation(before) == traced.steps[number])
            }
          }
        }
      }
    }
  }

  @Test func aTripleIsTheCleanPictureAndTwoViews() throws {
    for recipe in [Samples.reference, Samples.paper, Samples.pixMix] {
      let plans = try samplePlans(
        recipe, views: .jsdTriple, seed: 7, index: 4, imageShape: Samples.shape, mixingSet: Samples.set)
      #expect(plans.count == 3)
      let image = Samples.picture(4)
      let clean = try IPMixer().apply(plans[0], to: image, mixingPicture: nil, layout: .interleaved)
      #expect(clean.values == floats(image))
      #expect(try plans[1] == Samples.plan(recipe, index: 4, view: 1))
      #expect(try plans[2] == Samples.plan(recipe, index: 4, view: 2))
      let single = try samplePlans(
        recipe, views: .single, seed: 7, index: 4, imageShape: Samples.shape, mixingSet: Samples.set)
      #expect(try single == [Samples.plan(recipe, index: 4, view: 0)])
    }
  }

  @Test(arguments: [(8, 8, 1), (8, 1024, 3), (1024, 8, 1), (61, 97, 3), (224, 224, 1)])
  func everyFrameworkTakesEveryShape(height: Int, width: Int, channels: Int) throws {
    let shape = PixelShape(height: height, width: width, channels: channels)
    for recipe in [Samples.paper, Samples.linear, Samples.mixedInput, Samples.pixMix] {
      for index in 0..<4 as Range<UInt64> {
        let plan = try Samples.plan(recipe, index: index, shape: shape)
        let mixed = try Samples.mixed(plan, by: IPMixer())
        #expect(mixed.shape == shape && mixed.values.allSatisfy(\.isFinite))
      }
    }
  }
}
