import FractalCore
import IPMix
import Testing

/// Every range that PLANS.md promises holds for plans however they come, not only for those that are read from JSON.
@Suite struct PlanRangeTests {
  static func plan(_ operation: ImageOperation = .mirror, _ change: (inout MixingPlan) -> Void = { _ in }) -> MixingPlan
  {
    let shape = PixelShape(height: 8, width: 8)
    var plan = MixingPlan(
      recipe: "", seed: 0, epoch: 0, index: 0, view: 0, imageShape: shape, mixingWeight: 0.5,
      chains: [.init(weight: 1, level: .image, steps: [.image(operation: operation)])], mixingPicture: nil,
      overflow: .clip, normalization: .init(mean: [0, 0.5, 1], standardDeviation: [0.001, 1, 1000]))
    change(&plan)
    return plan
  }

  static func patch(_ operation: MixingOperation, _ source: MixingPlan.PatchSource = .mixingPicture) -> MixingPlan {
    plan {
      $0.chains[0].level = .patch
      $0.chains[0].steps = [
        .patch(
          rectangle: PatchRectangle(left: 0, top: 0, width: 8, height: 8), operation: operation, source: source)
      ]
    }
  }

  static let taken: [ImageOperation] = [
    .posterize(bits: 0), .posterize(bits: 8), .rotate(degrees: -360), .rotate(degrees: 360), .solarize(threshold: 0),
    .solarize(threshold: 256), .shearX(factor: -10), .shearY(factor: 10), .translateX(pixels: -1024),
    .translateY(pixels: 1024), .autocontrast(cutoff: 0), .autocontrast(cutoff: 100), .color(factor: -10),
    .contrast(factor: 10), .brightness(factor: -10), .sharpness(factor: 10),
  ]

  static let refused: [ImageOperation] = [
    .posterize(bits: -1), .posterize(bits: 9), .posterize(bits: -65_535), .rotate(degrees: -361),
    .rotate(degrees: .max), .solarize(threshold: -1), .solarize(threshold: 257), .shearX(factor: -10.001),
    .shearY(factor: .nan), .shearX(factor: .infinity), .translateX(pixels: -1025), .translateY(pixels: .min),
    .autocontrast(cutoff: -0.001), .autocontrast(cutoff: 100.001), .autocontrast(cutoff: .nan),
    .color(factor: -11), .contrast(factor: .infinity), .brightness(factor: 10.01), .sharpness(factor: .nan),
  ]

  @Test func parametersAreTakenToTheEndsOfTheirRanges() throws {
    for operation in Self.taken {
      try Self.plan(operation).validate()
      try Self.patch(.add(p: 1, q: 0), .operatedCopy(operation: operation)).validate()
    }
  }

  /// An operation outside of its range cannot be made at all.
  @Test func operationsAreMadeWithinTheirRangesOnly() throws {
    for operation in Self.taken { #expect(try ImageOperation(operation.kind, operation.value) == operation) }
    for operation in Self.refused {
      let error = #expect(throws: IPMixError.self) { try ImageOperation(operation.kind, operation.value) }
      #expect(error?.message.contains("of \(operation.kind.rawValue) must be in") == true)
    }
    #expect(throws: IPMixError.self) { try ImageOperation(.rotate, 1.5) }
    #expect(throws: IPMixError.self) { try ImageOperation(.rotate) }
    #expect(throws: IPMixError.self) { try ImageOperation(.mirror, 1) }
    #expect(try ImageOperation(.mirror).value == nil)
  }

  @Test func parametersBeyondTheirRangesAreRefused() {
    for operation in Self.refused {
      for plan in [Self.plan(operation), Self.patch(.add(p: 1, q: 0), .operatedCopy(operation: operation))] {
        let error = #expect(throws: IPMixError.self) { try plan.validate() }
        #expect(
          error?.code == .invalidPlan && error?.message.contains("chains[0].steps[0]") == true
            && error?.message.contains("must be in") == true)
      }
    }
  }

  @Test(arguments: [0, -1, 0.0009, 1000.1, Float.nan, .infinity]) func deviationsBeyondTheirRangeAreRefused(
    _ value: Float
  ) {
    for channel in 0..<3 {
      let plan = Self.plan { $0.normalization.standardDeviation[channel] = value }
      #expect(throws: IPMixError.self) { try plan.validate() }
    }
  }

  @Test(arguments: [-0.001, 1.001, Float.nan, .infinity]) func meansBeyondTheirRangeAreRefused(_ value: Float) {
    let plan = Self.plan { $0.normalization.mean[1] = value }
    #expect(throws: IPMixError.self) { try plan.validate() }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func factorsAndWeightsMustBeFinite(_ value: Float) {
    let plans = [
      Self.patch(.add(p: value, q: 0)), Self.patch(.multiply(p: 1, q: value)), Self.plan { $0.mixingWeight = value },
      Self.plan { $0.chains[0].weight = value },
    ]
    for plan in plans { #expect(throws: IPMixError.self) { try plan.validate() } }
  }
}
