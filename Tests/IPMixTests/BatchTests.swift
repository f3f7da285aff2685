import Foundation
import FractalCore
import IPMix
import Testing

/// Batches on several threads: a sample is the same whatever its batch, order, thread, and instruction-set level.
@Suite struct BatchTests {
  static let shape = PixelShape(height: 24, width: 40)

  /// Assets of noise, in a size that must be resized or in the one that is asked for.
  struct NoiseSet: PictureSet {
    let count = 7
    let shape: PixelShape
    let isResized: Bool

    init(channels: Int = 3, isResized: Bool = false) {
      shape = PixelShape(height: 64, width: 48, channels: channels)
      self.isResized = isResized
    }

    func withPicture(
      at index: Int, height: Int, width: Int,
      _ body: (_ pixels: UnsafeBufferPointer<UInt8>, _ shape: PixelShape) throws -> Void
    ) throws {
      var picture = Samples.picture(UInt64(index), shape)
      if isResized { picture = try Resampling(from: picture.shape, height: height, width: width)(picture) }
      try picture.pixels.withUnsafeBufferPointer { try body($0, picture.shape) }
    }
  }

  struct Failure: Error, Equatable {
    var index: Int
  }

  /// Assets that cannot be read.
  struct FailingSet: PictureSet {
    let count = 1000
    let shape = PixelShape(height: 64, width: 48)

    func withPicture(
      at index: Int, height: Int, width: Int,
      _ body: (_ pixels: UnsafeBufferPointer<UInt8>, _ shape: PixelShape) throws -> Void
    ) throws { throw Failure(index: index) }
  }

  static func recipes() -> [Recipe] {
    [Samples.paper, Samples.reference, Samples.linear, Samples.mixedInput, Samples.pixMix, Samples.allOperations]
  }

  /// The batch's output as one array.
  static func mixed(
    _ mixer: BatchMixer, _ indices: [UInt64], epoch: UInt32 = 3
  ) throws -> [Float] {
    let pictures = indices.flatMap { Samples.picture($0, mixer.imageShape).pixels }
    var output = [Float](repeating: .nan, count: mixer.outputCount(samples: indices.count))
    try pictures.withUnsafeBufferPointer { pictures in
      try output.withUnsafeMutableBufferPointer {
        try mixer.mix(indices, epoch: epoch, pictures: SamplePictures(pictures), into: $0)
      }
    }
    return output
  }

  static func mixer(
    _ recipe: Recipe, _ views: SampleViews = .single, threads: Int = 1, level: InstructionSet = .best,
    set: NoiseSet = NoiseSet(), layout: TensorLayout = .planar, shape: PixelShape = shape
  ) throws -> BatchMixer {
    try BatchMixer(
      recipe: recipe, seed: 11, imageShape: shape, mixingSet: set, views: views, layout: layout, threads: threads,
      instructionSet: level)
  }

  /// One sample by the functions that mix one at a time.
  static func alone(
    _ recipe: Recipe, index: UInt64, view: UInt32, layout: TensorLayout = .planar, shape: PixelShape = shape,
    set: NoiseSet = NoiseSet()
  ) throws -> MixedPicture {
    let plan = try samplePlan(
      recipe, seed: 11, epoch: 3, index: index, view: view, imageShape: shape, mixingSet: MixingSetDescription(set))
    let crop = try plan.mixingPicture.map {
      try MixingPicturePreparation()(Samples.picture($0.asset, set.shape), for: plan)
    }
    return try IPMixer().apply(plan, to: Samples.picture(index, shape), mixingPicture: crop, layout: layout)
  }

  @Test(arguments: 0..<6) func aBatchHoldsWhatItsSamplesAreAlone(number: Int) throws {
    let recipe = Self.recipes()[number]
    let indices: [UInt64] = [0, 7, 3, 100_000_000_000, 7]
    for layout in TensorLayout.allCases {
      let batch = try Self.mixed(Self.mixer(recipe, layout: layout), indices)
      let alone = try indices.flatMap { try Self.alone(recipe, index: $0, view: 0, layout: layout).values }
      #expect(batch == alone, "\(recipe.name) \(layout)")
    }
  }

  @Test(arguments: 0..<6) func aTripleHoldsViewAfterView(number: Int) throws {
    let recipe = Self.recipes()[number]
    let indices: [UInt64] = [4, 5, 6]
    let batch = try Self.mixed(Self.mixer(recipe, .jsdTriple, threads: 2), indices)
    let clean = try indices.flatMap { index in
      let plan = try samplePlans(
        recipe, views: .jsdTriple, seed: 11, index: index, imageShape: Self.shape,
        mixingSet: MixingSetDescription(NoiseSet()))[0]
      return try IPMixer().apply(plan, to: Samples.picture(index, Self.shape), mixingPicture: nil).values
    }
    let views = try [1 as UInt32, 2].flatMap { view in
      try indices.flatMap { try Self.alone(recipe, index: $0, view: view).values }
    }
    #expect(batch == clean + views)
  }

  @Test(arguments: 0..<6) func neitherBatchNorOrderNorThreadsNorLevelMatter(number: Int) throws {
    let recipe = Self.recipes()[number]
    let indices = (0..<23 as Range<UInt64>).map { $0 * 17 }
    let size = Self.shape.byteCount
    let expected = try Self.mixed(Self.mixer(recipe), indices)
    for threads in [2, 3, 8] {
      let mixer = try Self.mixer(recipe, threads: threads)
      #expect(try Self.mixed(mixer, indices) == expected)
      // The same mixer again, backwards and one by one, with another epoch between.
      let reversed = try Self.mixed(mixer, indices.reversed())
      _ = try Self.mixed(mixer, [1, 2], epoch: 4)
      for (place, index) in indices.enumerated() {
        let slice = expected[place * size..<(place + 1) * size]
        let mirrored = indices.count - 1 - place
        #expect(reversed[mirrored * size..<(mirrored + 1) * size].elementsEqual(slice))
        if place % 5 == 0 { #expect(try Self.mixed(mixer, [index]).elementsEqual(slice)) }
      }
    }
    for level in InstructionSet.supported {
      #expect(try Self.mixed(Self.mixer(recipe, threads: 2, level: level), indices) == expected, "\(level)")
    }
  }

  /// The host may round as it likes, on the thread that calls and so on those that it starts.
  @Test(arguments: 0..<6) func theCallersRoundingDoesNotMatter(number: Int) throws {
    let indices = [UInt64](0..<16)
    let expected = try Self.mixed(Self.mixer(Self.recipes()[number]), indices)
    fesetround(FE_UPWARD)
    defer { fesetround(FE_TONEAREST) }
    #expect(try Self.mixed(Self.mixer(Self.recipes()[number], threads: 2), indices) == expected)
    #expect(fegetround() == FE_UPWARD)
  }

  /// A level that the CPU lacks is asked for on purpose: it must neither end the process nor change a value.
  @Test func aLevelThatTheProcessorLacksStandsForTheFastest() throws {
    let indices = [UInt64](0..<8)
    let expected = try Self.mixed(Self.mixer(Samples.reference, level: .baseline), indices)
    #expect(try Self.mixed(Self.mixer(Samples.reference, level: .v4), indices) == expected)
  }

  @Test func epochsSeedsAndViewsDiffer() throws {
    let mixer = try Self.mixer(Samples.paper)
    let first = try Self.mixed(mixer, [1, 2, 3], epoch: 0)
    #expect(try Self.mixed(mixer, [1, 2, 3], epoch: 1) != first)
    #expect(try Self.mixed(mixer, [1, 2, 3], epoch: 0) == first)
  }

  /// Cut in place from an asset of the right size, resized here, or turned grey: the same bytes as the long way.
  @Test(arguments: [1, 3], [1, 3]) func assetsComeInEverySizeAndChannel(image: Int, asset: Int) throws {
    let shape = PixelShape(height: 24, width: 40, channels: image)
    for isResized in [false, true] {
      let set = NoiseSet(channels: asset, isResized: isResized)
      let batch = try Self.mixed(Self.mixer(Samples.reference, set: set, shape: shape), Array(0..<9))
      let alone = try (0..<9).flatMap {
        try Self.alone(Samples.reference, index: $0, view: 0, shape: shape, set: set).values
      }
      #expect(batch == alone)
    }
  }

  @Test(arguments: 0..<6) func bytesAreTheRoundedPicture(number: Int) throws {
    let recipe = Self.recipes()[number]
    let shape = PixelShape(height: 80, width: 71)
    let indices: [UInt64] = [2, 9]
    let pictures = indices.flatMap { Samples.picture($0, shape).pixels }
    for layout in TensorLayout.allCases {
      let mixer = try Self.mixer(recipe, .jsdTriple, threads: 2, layout: layout, shape: shape)
      var bytes = [UInt8](repeating: 0, count: mixer.outputCount(samples: 2))
      try pictures.withUnsafeBufferPointer { pictures in
        try bytes.withUnsafeMutableBufferPointer {
          try mixer.mix(indices, epoch: 3, pictures: SamplePictures(pictures), into: $0)
        }
      }
      let views = try [1 as UInt32, 2].flatMap { view in
        try indices.flatMap { index in
          let picture = try Self.alone(recipe, index: index, view: view, shape: shape).picture
          return layout == .interleaved ? picture.pixels : Self.planes(picture)
        }
      }
      let clean = indices.flatMap { index in
        let picture = Samples.picture(index, shape)
        return layout == .interleaved ? picture.pixels : Self.planes(picture)
      }
      #expect(bytes == clean + views, "\(recipe.name) \(layout)")
    }
  }

  static func planes(_ picture: Picture) -> [UInt8] {
    (0..<picture.channels).flatMap { channel in
      stride(from: channel, to: picture.pixels.count, by: picture.channels).map { picture.pixels[$0] }
    }
  }

  @Test func recipesWithoutPatchesNeedNoSet() throws {
    let recipe = Samples.changed(Samples.paper) { $0.levels.patch = false }
    let mixer = try BatchMixer(recipe: recipe, seed: 11, imageShape: Self.shape, mixingSet: nil)
    #expect(try Self.mixed(mixer, [5]) == Self.alone(recipe, index: 5, view: 0).values)
    #expect {
      _ = try BatchMixer(recipe: Samples.paper, seed: 11, imageShape: Self.shape, mixingSet: nil)
    } throws: {
      ($0 as? IPMixError)?.code == .missingMixingPicture
    }
  }

  /// Of several samples that fail, the first of the batch is told, whichever thread had it.
  @Test func theFirstFailureIsThrown() throws {
    let indices = Array(0..<40 as Range<UInt64>)
    let failing = try indices.compactMap { index in
      try samplePlan(
        Samples.reference, seed: 11, epoch: 3, index: index, imageShape: Self.shape,
        mixingSet: MixingSetDescription(FailingSet())
      ).mixingPicture.map { Int($0.asset) }
    }
    for threads in [1, 4] {
      let mixer = try BatchMixer(
        recipe: Samples.reference, seed: 11, imageShape: Self.shape, mixingSet: FailingSet(), threads: threads)
      #expect(throws: Failure(index: try #require(failing.first))) { try Self.mixed(mixer, indices) }
      // And a batch after it is no worse for that.
      #expect(throws: Failure(index: try #require(failing.first))) { try Self.mixed(mixer, indices) }
    }
  }

  @Test func buffersOfOtherLengthsAreErrors() throws {
    let mixer = try Self.mixer(Samples.paper)
    var output = [Float](repeating: 0, count: 5)
    #expect {
      try output.withUnsafeMutableBufferPointer {
        try mixer.mix([1], epoch: 0, pictures: SamplePictures(UnsafeBufferPointer(start: nil, count: 0)), into: $0)
      }
    } throws: {
      ($0 as? IPMixError)?.message.contains("a batch of 1 pictures of 24x40x3 needs 2880 bytes") == true
    }
    #expect(try Self.mixed(mixer, []).isEmpty)
  }
}
