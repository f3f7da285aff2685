/// Counts what mixing takes from the allocator, in a process of its own, and prints a line for each case:
///
///     NAME allocations-a-sample bytes-held
///
/// The first is what a batch of 192 samples took more than one of 64, divided by the 128 samples more, after batches that
/// warmed the mixer up; the second what the mixer holds then. Prints `uncounted` where the allocator cannot be watched.
///
/// With `--short` it mixes a tenth of that, for the memory that is held alone. With `--check` it fails where a sample
/// allocates, or a mixer holds 2 MB: true of release builds, since code that is not optimised takes memory for its
/// closures.
import CAllocationCounter
import FractalCore
import IPMix

/// Assets in memory, all alike, in one size.
struct OneAsset: PictureSet {
  let count = 100
  let shape: PixelShape
  let pixels: [UInt8]

  init(_ shape: PixelShape) {
    self.shape = shape
    pixels = (0..<shape.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ $0 >> 5) }
  }

  func withPicture(
    at index: Int, height: Int, width: Int,
    _ body: (_ pixels: UnsafeBufferPointer<UInt8>, _ shape: PixelShape) throws -> Void
  ) throws {
    try pixels.withUnsafeBufferPointer { try body($0, shape) }
  }
}

func measure(_ name: String, _ recipe: Recipe, side: Int, assetSide: Int, bytes: Bool = false) throws {
  let shape = PixelShape(height: side, width: side)
  let set = OneAsset(PixelShape(height: assetSide, width: assetSide))
  let (large, small) = CommandLine.arguments.contains("--short") ? (18, 6) : (192, 64)
  let pictures = [UInt8](repeating: 77, count: large * shape.byteCount)
  var values = [Float](repeating: 0, count: bytes ? 0 : 3 * large * shape.byteCount)
  var pixels = [UInt8](repeating: 0, count: bytes ? 3 * large * shape.byteCount : 0)
  var samples = (0..<3).map { batch in (0..<UInt64(large)).map { UInt64(batch * large) + $0 } }
  samples[1] = Array(samples[1].prefix(small))
  let before = allocation_bytes_held()
  let mixer = try BatchMixer(recipe: recipe, seed: 5, imageShape: shape, mixingSet: set, views: .jsdTriple)
  func mix(_ batch: Int) throws -> UInt64 {
    let start = allocation_count()
    try pictures.withUnsafeBufferPointer { all in
      let given = UnsafeBufferPointer(rebasing: all.prefix(samples[batch].count * shape.byteCount))
      let count = mixer.outputCount(samples: samples[batch].count)
      if bytes {
        try pixels.withUnsafeMutableBufferPointer {
          try mixer.mix(
            samples[batch], epoch: 0, pictures: SamplePictures(given),
            into: UnsafeMutableBufferPointer(rebasing: $0.prefix(count)))
        }
      } else {
        try values.withUnsafeMutableBufferPointer {
          try mixer.mix(
            samples[batch], epoch: 0, pictures: SamplePictures(given),
            into: UnsafeMutableBufferPointer(rebasing: $0.prefix(count)))
        }
      }
    }
    return allocation_count() - start
  }
  _ = try mix(0)
  let held = allocation_bytes_held() - before
  let fewer = try mix(1)
  let more = try mix(2)
  let each = Double(Int64(more) - Int64(fewer)) / Double(large - small)
  print(name, each, held)
  guard !CommandLine.arguments.contains("--check") || (each == 0 && held < 2_000_000) else {
    fatalError("\(name): \(each) allocations a sample, \(held) bytes held")
  }
}

func run() throws {
  guard allocation_counter_works() else { return print("uncounted") }
  let reference = Recipe(name: "reference")
  let paper = Recipe(
    name: "paper", depth: .init(least: 1, most: 3), imageOperations: .init(enabled: ImageOperationKind.allCases),
    mixingOperations: .init(overflow: .clip), patches: .init(sizes: [], shape: .squareOrScar, source: .fractalOrCopy))
  var (linear, mixedInput, rounds) = (paper, paper, paper)
  (linear.framework, linear.chains) = (.linear, 1)
  mixedInput.framework = .mixedInput
  (rounds.framework, rounds.chains, rounds.patches.shape) = (.rounds, 1, .whole)
  try measure("reference-32", reference, side: 32, assetSide: 36)
  try measure("reference-32-resized", reference, side: 32, assetSide: 64)
  try measure("reference-224", reference, side: 224, assetSide: 256)
  try measure("paper-224", paper, side: 224, assetSide: 256)
  try measure("paper-224-bytes", paper, side: 224, assetSide: 256, bytes: true)
  try measure("paper-224-resized", paper, side: 224, assetSide: 128)
  try measure("linear-224", linear, side: 224, assetSide: 256)
  try measure("mixed-input-224", mixedInput, side: 224, assetSide: 256)
  try measure("rounds-224", rounds, side: 224, assetSide: 256)
  try measure("rounds-224-bytes", rounds, side: 224, assetSide: 256, bytes: true)
}

try run()
