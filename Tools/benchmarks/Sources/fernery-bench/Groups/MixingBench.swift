import FractalCore
import IPMix

/// Samples to mix, with all that they need in memory.
final class MixingBench {
  private let pictures: [Picture]
  private let assets: [Picture]
  private let samples: Int
  private let sampler: PlanSampler
  private let mixer = IPMixer()
  private let preparation = MixingPicturePreparation()
  private let output: UnsafeMutableBufferPointer<Float>
  private let plans: [MixingPlan]
  private let fractals: [Picture?]

  init(recipe: Recipe, pictures: [Picture], assets: [Picture], samples: Int) throws {
    self.pictures = pictures
    self.assets = assets
    self.samples = samples
    let shape = pictures[0].shape
    let sampler = try PlanSampler(
      recipe: recipe, seed: 1, epoch: 0, view: 0, imageShape: shape,
      mixingSet: MixingSetDescription(count: UInt64(assets.count), assetShape: assets[0].shape))
    self.sampler = sampler
    output = .allocate(capacity: shape.byteCount)
    output.initialize(repeating: 0)
    plans = (0..<samples).map { sampler.plan(index: UInt64($0)) }
    let preparation = preparation
    fractals = try plans.map { plan in
      try plan.mixingPicture.map { try preparation(assets[Int($0.asset)], for: plan) }
    }
  }

  deinit { output.deallocate() }

  /// Every sample, from its index to float32.
  func mix() throws {
    for index in 0..<samples {
      let plan = sampler.plan(index: UInt64(index))
      let fractal = try plan.mixingPicture.map { try preparation(assets[Int($0.asset)], for: plan) }
      try apply(plan, index, fractal)
    }
  }

  /// The draws of every sample.
  func plan() {
    var steps = 0
    for index in 0..<samples { steps += sampler.plan(index: UInt64(index)).chains.count }
    precondition(steps > 0)
  }

  /// Every sample's mixing, its plan and its mixing picture made before.
  func apply() throws {
    for index in 0..<samples { try apply(plans[index], index, fractals[index]) }
  }

  private func apply(_ plan: MixingPlan, _ index: Int, _ fractal: Picture?) throws {
    try pictures[index % pictures.count].pixels.withUnsafeBufferPointer { image in
      guard let fractal else { return try mixer.apply(plan, image: image, mixingPicture: nil, into: output) }
      try fractal.pixels.withUnsafeBufferPointer {
        try mixer.apply(plan, image: image, mixingPicture: $0, into: output)
      }
    }
  }

  /// What a loader does to every sample anyway: interleaved bytes to normalised planes.
  func normalise() {
    let normalization = plans[0].normalization
    for index in 0..<samples {
      let picture = pictures[index % pictures.count]
      picture.pixels.withUnsafeBufferPointer { Self.normalise($0, picture.shape, normalization, into: output) }
    }
  }

  @inline(never)
  private static func normalise(
    _ pixels: UnsafeBufferPointer<UInt8>, _ shape: PixelShape, _ normalization: Recipe.Normalization,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(shape.channels == 3)
    let (r, g, b) = (Line(normalization, 0), Line(normalization, 1), Line(normalization, 2))
    let (count, source) = (shape.pixelCount, pixels.baseAddress!)
    let (red, green, blue) = (output.baseAddress!, output.baseAddress! + count, output.baseAddress! + 2 * count)
    for pixel in 0..<count {
      red[pixel] = Float(source[3 &* pixel]) * r.factor + r.offset
      green[pixel] = Float(source[3 &* pixel &+ 1]) * g.factor + g.offset
      blue[pixel] = Float(source[3 &* pixel &+ 2]) * b.factor + b.offset
    }
  }

  /// (v / 255 - mean) / deviation as factor * v + offset.
  private struct Line {
    let factor: Float
    let offset: Float

    init(_ normalization: Recipe.Normalization, _ channel: Int) {
      factor = 1 / (255 * normalization.standardDeviation[channel])
      offset = -normalization.mean[channel] / normalization.standardDeviation[channel]
    }
  }
}
