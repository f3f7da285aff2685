import FractalCore
import IPMix
import StoreReader

/// Samples to mix, with all that they need in memory.
final class MixingBench {
  private let mixer: BatchMixer
  private let indices: [UInt64]
  private let shape: PixelShape
  /// The samples' pictures one behind another.
  private let pictures: [UInt8]
  private let output: UnsafeMutableBufferPointer<Float>
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  private let sampler: PlanSampler
  private let plans: [MixingPlan]
  private let fractals: [Picture?]
  private let single = IPMixer()

  init(
    recipe: Recipe, material: MixingMaterial, samples: Int, views: SampleViews, layout: TensorLayout, threads: Int,
    instructionSet: InstructionSet
  ) throws {
    let shape = material.pictures[0].shape
    self.shape = shape
    mixer = try BatchMixer(
      recipe: recipe, seed: 1, imageShape: shape, mixingSet: material.source, views: views, layout: layout,
      threads: threads, instructionSet: instructionSet)
    indices = (0..<UInt64(samples)).map { $0 }
    pictures = indices.flatMap { material.pictures[Int($0) % material.pictures.count].pixels }
    output = .allocate(capacity: mixer.outputCount(samples: samples))
    output.initialize(repeating: 0)
    bytes = .allocate(capacity: mixer.outputCount(samples: samples))
    bytes.initialize(repeating: 0)
    let sampler = try PlanSampler(
      recipe: recipe, seed: 1, epoch: 0, view: 0, imageShape: shape, mixingSet: MixingSetDescription(material.source))
    self.sampler = sampler
    plans = indices.map { sampler.plan(index: $0) }
    let (source, preparation) = (material.source, MixingPicturePreparation())
    fractals = try plans.map { plan in
      try plan.mixingPicture.map { choice in
        let id = source.store.ids.lowerBound + Int(choice.asset)
        return try preparation(
          source.picture(of: id, height: choice.resizedHeight, width: choice.resizedWidth), for: plan)
      }
    }
  }

  deinit {
    output.deallocate()
    bytes.deallocate()
  }

  /// The samples in batches, as a loader asks for them.
  func mix(batch: Int = 100) throws { try mix(batch: batch, into: output) }

  /// The same into bytes.
  func mixBytes() throws { try mix(batch: 100, into: bytes) }

  /// Every sample in a call of its own.
  func mixOneByOne() throws { try mix(batch: 1, into: output) }

  private func mix<Element>(batch: Int, into output: UnsafeMutableBufferPointer<Element>) throws {
    try pictures.withUnsafeBufferPointer { pictures in
      for first in stride(from: 0, to: indices.count, by: batch) {
        let places = first..<min(first + batch, indices.count)
        let given = UnsafeBufferPointer(
          rebasing: pictures[places.lowerBound * shape.byteCount..<places.upperBound * shape.byteCount])
        let size = mixer.outputCount(samples: 1)
        let target = UnsafeMutableBufferPointer(rebasing: output[places.lowerBound * size..<places.upperBound * size])
        let chosen = Array(indices[places])
        if let floats = target as? UnsafeMutableBufferPointer<Float> {
          try mixer.mix(chosen, epoch: 0, pictures: SamplePictures(given), into: floats)
        } else if let bytes = target as? UnsafeMutableBufferPointer<UInt8> {
          try mixer.mix(chosen, epoch: 0, pictures: SamplePictures(given), into: bytes)
        }
      }
    }
  }

  /// The draws of every sample.
  func plan() {
    var steps = 0
    for index in indices { steps += sampler.plan(index: index).chains.count }
    precondition(steps > 0)
  }

  /// Every sample's mixing, its plan and its mixing picture made before.
  func apply() throws {
    for place in indices.indices {
      try picture(place) { image in
        let target = UnsafeMutableBufferPointer(
          rebasing: output[place * shape.byteCount..<(place + 1) * shape.byteCount])
        guard let fractal = fractals[place] else {
          return try single.apply(plans[place], image: image, mixingPicture: nil, into: target)
        }
        try fractal.pixels.withUnsafeBufferPointer {
          try single.apply(plans[place], image: image, mixingPicture: $0, into: target)
        }
      }
    }
  }

  private func picture(_ place: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
    try pictures.withUnsafeBufferPointer {
      try body(UnsafeBufferPointer(rebasing: $0[place * shape.byteCount..<(place + 1) * shape.byteCount]))
    }
  }

  /// What a loader does to every sample anyway: interleaved bytes to normalised planes.
  func normalise() {
    let normalization = plans[0].normalization
    for place in indices.indices {
      let target = UnsafeMutableBufferPointer(
        rebasing: output[place * shape.byteCount..<(place + 1) * shape.byteCount])
      picture(place) { Self.normalise($0, shape, normalization, into: target) }
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
