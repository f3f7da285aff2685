import FractalCore
import TestSupport
import Testing

@testable import IPMix

/// Every kernel on every level that this machine runs, against ``ScalarReference``, byte for byte.
///
/// Noise over the full range: a faulty interpolation weight shows on nothing else. Sides from 8 on, odd ones among them.
@Suite struct InstructionSetTests {
  let mixers = InstructionSet.supported.map { (level: $0, mixer: IPMixer(instructionSet: $0)) }

  static let shapes = [
    PixelShape(height: 8, width: 8), PixelShape(height: 9, width: 31, channels: 1), PixelShape(height: 32, width: 32),
    PixelShape(height: 33, width: 17), PixelShape(height: 41, width: 97),
    PixelShape(height: 97, width: 61, channels: 1),
    PixelShape(height: 15, width: 300, channels: 1),
  ]

  /// A plan of one chain that alone makes the result, with values v / 255.
  static func plan(_ shape: PixelShape, _ steps: [MixingPlan.Step], overflow: Overflow = .wrap) -> MixingPlan {
    MixingPlan(
      recipe: "test", seed: 0, epoch: 0, index: 0, view: 0, imageShape: shape, mixingWeight: 1,
      chains: [.init(weight: 1, level: .both, steps: steps)],
      mixingPicture: .init(asset: 0, resizedHeight: shape.height, resizedWidth: shape.width, top: 0, left: 0),
      overflow: overflow,
      normalization: .init(
        mean: [Float](repeating: 0, count: shape.channels),
        standardDeviation: [Float](repeating: 1, count: shape.channels)))
  }

  static func draws(_ number: Int, _ case: Int) -> RandomDraws {
    RandomStream(seed: UInt64(number), purpose: .testCase).draws(index: UInt64(`case`))
  }

  static let operations: [ImageOperation] = {
    var draws = InstructionSetTests.draws(1, 0)
    var result: [ImageOperation] = [.equalize, .invert, .mirror, .rotate(degrees: 90), .rotate(degrees: 130)]
    result += (1...8).map { .posterize(bits: $0) }
    result += [0, 1, 77, 128, 255, 256].map { .solarize(threshold: $0) }
    result += [-9, 0, 3].flatMap { [ImageOperation.translateX(pixels: $0), .translateY(pixels: $0)] }
    result += stride(from: -30, through: 30, by: 3).map { .rotate(degrees: $0) } + [.rotate(degrees: 44)]
    // Fractions at breaks of the weights' table, and fractions at random.
    let factors =
      [0, 1, -1, 0.5, 0.25, -0.125, 1.0 / 3, 2.0 / 255, 1e-12, -1e-12, 0.2 + 1e-15, 3, -7.5, 1e5, 1e300]
      + (0..<25).map { _ in draws.uniform(-0.3, 0.3) }
    result += factors.flatMap { [ImageOperation.shearX(factor: $0), .shearY(factor: $0)] }
    result += [0, 3.5, 9.9, 10].map { .autocontrast(cutoff: $0) }
    return result
      + [-1.5, 0, 0.1, 0.73, 1, 1.9, 10].flatMap { factor -> [ImageOperation] in
        [
          .color(factor: factor), .contrast(factor: factor), .brightness(factor: factor), .sharpness(factor: factor),
        ]
      }
  }()

  @Test(.slow, arguments: shapes) func imageOperationsEqualTheReference(shape: PixelShape) throws {
    for (number, operation) in Self.operations.enumerated() {
      let picture = TestPictures.noise(shape, seed: UInt64(number))
      let expected = ScalarReference.operated(picture, by: operation)
      for (level, mixer) in mixers {
        let mixed = mixer.mixed(Self.plan(shape, [.image(operation: operation)]), picture, picture, .interleaved)
        #expect(mixed.picture == expected, "\(operation) on \(level)")
      }
    }
  }

  /// A patch takes only its own part of an operated copy.
  @Test(.slow, arguments: shapes) func partsOfOperatedCopiesEqualTheReference(shape: PixelShape) throws {
    for (number, operation) in Self.operations.enumerated() {
      var draws = Self.draws(5, number)
      let (width, height) = (draws.whole(in: 1...shape.width), draws.whole(in: 1...shape.height / 2))
      let rectangle = PatchRectangle(
        left: draws.below(shape.width - width + 1), top: draws.below(shape.height - height + 1), width: width,
        height: height)
      let picture = TestPictures.noise(shape, seed: UInt64(number))
      // A mask that sets no place takes the source alone.
      let taking = MixingOperation.randomPixels(mask: .explicit(places: [UInt8](repeating: 0, count: width * height)))
      let copy = ScalarReference.operated(picture, by: operation)
      let expected = Self.mixed(picture, copy, taking, rectangle, .clip)
      let step = MixingPlan.Step.patch(
        rectangle: rectangle, operation: taking, source: .operatedCopy(operation: operation))
      for (level, mixer) in mixers {
        let mixed = mixer.mixed(Self.plan(shape, [step]), picture, nil, .interleaved)
        #expect(mixed.picture == expected, "\(operation) in \(rectangle) on \(level)")
      }
    }
  }

  /// Long rows of noise: many byte pairs for each of many fractions.
  @Test func weightsServeManyBytePairs() throws {
    let shape = PixelShape(height: 8, width: 1024, channels: 1)
    for number in 0..<60 {
      var draws = Self.draws(2, number)
      let picture = TestPictures.noise(shape, seed: UInt64(number))
      let operation = ImageOperation.shearX(factor: draws.uniform(-1, 1))
      let expected = ScalarReference.operated(picture, by: operation)
      for (level, mixer) in mixers {
        let mixed = mixer.mixed(Self.plan(shape, [.image(operation: operation)]), picture, picture, .interleaved)
        #expect(mixed.picture == expected, "\(operation) on \(level)")
      }
    }
  }

  /// So many values that some lie closer to a whole number than float32 can tell.
  @Test(arguments: [-29, -8, -1, 2, 13, 44]) func rotationsDecideNearWholeNumbers(degrees: Int) throws {
    let picture = TestPictures.noise(PixelShape(height: 300, width: 600, channels: 1), seed: UInt64(degrees + 90))
    let operation = ImageOperation.rotate(degrees: degrees)
    let expected = ScalarReference.operated(picture, by: operation)
    for (level, mixer) in mixers {
      let plan = Self.plan(picture.shape, [.image(operation: operation)])
      let mixed = mixer.mixed(plan, picture, picture, .interleaved)
      #expect(mixed.picture.pixels == expected.pixels, "\(degrees) degrees on \(level)")
    }
  }

  /// Colour pictures, which have a kernel of their own: flat parts, whose bytes are whole numbers, and places that lie on
  /// whole pixels but for the last bit, as the sine of 30 degrees makes them; rows in one block and in several.
  @Test(arguments: [
    PixelShape(height: 39, width: 53), PixelShape(height: 71, width: 61), PixelShape(height: 43, width: 93),
    PixelShape(height: 120, width: 250),
  ]) func rotationsOfFlatColoursEqualTheReference(shape: PixelShape) throws {
    for degrees in [-30, 30, -3, 2, 9, 40] {
      var picture = TestPictures.noise(shape, seed: UInt64(degrees + 90))
      for place in picture.pixels.indices where place / (shape.width * shape.channels) % 8 < 5 {
        picture.pixels[place] = picture.pixels[place] < 40 ? 255 : 7
      }
      let operation = ImageOperation.rotate(degrees: degrees)
      let expected = ScalarReference.operated(picture, by: operation)
      for (level, mixer) in mixers {
        let plan = Self.plan(shape, [.image(operation: operation)])
        let mixed = mixer.mixed(plan, picture, picture, .interleaved)
        #expect(mixed.picture == expected, "\(degrees) degrees on \(level)")
      }
    }
  }

  static func mixingOperations(_ number: Int, pixels: Int, channels: Int) -> [MixingOperation] {
    var draws = Self.draws(3, number)
    let seed = draws.doubleWord()
    let mask = MixingMask.seeded(seed: seed, threshold: UInt16(draws.below(65_536)))
    let places = (0..<pixels * channels).map { _ in UInt8(draws.coin() ? 1 : 0) }
    let (p, q) = (Float(draws.uniform(0, 2)), Float(draws.uniform(-1, 1)))
    return [
      .add(p: p, q: q), .multiply(p: p, q: q), .add(p: 1e9, q: -1e9), .add(p: .nan, q: 1), .multiply(p: 0, q: -1),
      .multiply(p: 40, q: -1000), .multiply(p: -3, q: .infinity), .randomPixels(mask: mask),
      .randomElements(mask: mask), .randomPixels(mask: .explicit(places: Array(places.prefix(pixels)))),
      .randomElements(mask: .explicit(places: places)),
    ]
  }

  @Test(arguments: shapes) func mixingOperationsEqualTheReference(shape: PixelShape) throws {
    for number in 0..<8 {
      var draws = Self.draws(4, number)
      let (width, height) = (draws.whole(in: 1...shape.width), draws.whole(in: 1...shape.height))
      // The last is the whole picture.
      let rectangle =
        number == 7
        ? PatchRectangle(left: 0, top: 0, width: shape.width, height: shape.height)
        : PatchRectangle(
          left: draws.below(shape.width - width + 1), top: draws.below(shape.height - height + 1), width: width,
          height: height)
      let (picture, source) = (TestPictures.noise(shape, seed: 2), TestPictures.noise(shape, seed: 3))
      let overflow = Overflow.allCases[number % 2]
      for operation in Self.mixingOperations(
        number, pixels: rectangle.width * rectangle.height, channels: shape.channels)
      {
        let expected = Self.mixed(picture, source, operation, rectangle, overflow)
        let step = MixingPlan.Step.patch(rectangle: rectangle, operation: operation, source: .mixingPicture)
        for (level, mixer) in mixers {
          let mixed = mixer.mixed(Self.plan(shape, [step], overflow: overflow), picture, source, .interleaved)
          #expect(mixed.picture == expected, "\(operation) in \(rectangle) on \(level)")
        }
      }
    }
  }

  static func mixed(
    _ picture: Picture, _ source: Picture, _ operation: MixingOperation, _ rectangle: PatchRectangle,
    _ overflow: Overflow
  ) -> Picture {
    var result = picture
    for y in 0..<rectangle.height {
      for x in 0..<rectangle.width {
        for channel in 0..<picture.channels {
          let (row, column, pixel) = (rectangle.top + y, rectangle.left + x, y * rectangle.width + x)
          let isSet =
            switch operation {
            case .randomPixels(let mask): ScalarReference.isSet(mask, pixel)
            case .randomElements(let mask):
              ScalarReference.isSet(mask, channel * rectangle.width * rectangle.height + pixel)
            default: false
            }
          result[row, column, channel] = ScalarReference.mixed(
            picture[row, column, channel], source[row, column, channel], by: operation, overflow, isSet: isSet)
        }
      }
    }
    return result
  }

  /// The final pass for deviations that are a power of two, that are not, and that divide by nothing; in both layouts.
  @Test(arguments: [Float(0.5), 0.229, 0.225, 1, 0.001, 1000, 0.3, 0]) func theEndIsTheFormula(deviation: Float) throws
  {
    try checkEnd(PixelShape(height: 19, width: 61), deviation)
    try checkEnd(PixelShape(height: 19, width: 61, channels: 1), deviation)
  }

  /// Results so large that they go past the caches, where no row begins with a cache line.
  @Test func largeResultsAreTheFormula() throws {
    try checkEnd(PixelShape(height: 149, width: 151), 0.229)
    try checkEnd(PixelShape(height: 257, width: 259, channels: 1), 0.5)
  }

  func checkEnd(_ shape: PixelShape, _ deviation: Float) throws {
    let picture = TestPictures.noise(shape, seed: UInt64(deviation.bitPattern))
    var plan = Self.plan(shape, [])
    plan.normalization = .init(
      mean: Array([Float(0.485), 0.5, 0].prefix(shape.channels)),
      standardDeviation: Array([deviation, 0.224, 0.5].prefix(shape.channels)))
    plan.mixingWeight = 0.3
    plan.chains = [Float(0.1), 0.7, 0.2].enumerated().map {
      .init(weight: $1, level: .image, steps: $0 == 1 ? [] : [.image(operation: $0 == 0 ? .invert : .mirror)])
    }
    let others = [ImageOperation.invert(picture), picture, ImageOperation.mirror(picture)]
    var expected: [Float] = []
    for place in picture.pixels.indices {
      let mean = plan.normalization.mean[place % shape.channels]
      let divisor = plan.normalization.standardDeviation[place % shape.channels]
      func normalised(_ value: UInt8) -> Float { (Float(value) / 255 - mean) / divisor }
      var sum: Float = 0
      for chain in 0..<3 { sum += plan.chains[chain].weight * normalised(others[chain].pixels[place]) }
      expected.append((1 - plan.mixingWeight) * normalised(picture.pixels[place]) + plan.mixingWeight * sum)
    }
    for (level, mixer) in mixers {
      let woven = mixer.mixed(plan, picture, picture, .interleaved).values
      let planar = mixer.mixed(plan, picture, picture, .planar).values
      let wrong = expected.indices.first { place in
        let other = place % shape.channels * shape.pixelCount + place / shape.channels
        if expected[place].isNaN { return !woven[place].isNaN || !planar[other].isNaN }
        return woven[place] != expected[place] || planar[other] != expected[place]
      }
      #expect(wrong == nil, "deviation \(deviation) on \(level)")
    }
  }

  /// Whole samples of recipes, both layouts.
  @Test func samplesAreTheSameOnEveryLevel() throws {
    for index in 0..<90 {
      let recipe = [Samples.reference, Samples.paper, Samples.mixedInput, Samples.pixMix, Samples.allOperations][
        index % 5]
      let shape = [Samples.shape, PixelShape(height: 48, width: 61), PixelShape(height: 40, width: 35, channels: 1)]
      let plan = try Samples.plan(recipe, index: UInt64(index), shape: shape[index % 3])
      for layout in TensorLayout.allCases {
        let results = try mixers.map { try Samples.mixed(plan, by: $0.mixer, layout: layout) }
        #expect(results.allSatisfy { $0 == results[0] }, "sample \(index)")
      }
    }
  }
}
