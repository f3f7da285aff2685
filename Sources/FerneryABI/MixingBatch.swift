internal import CFernery
internal import FractalCore
internal import IPMix

/// The properties that batches of one batch mixer share.
struct BatchKind: Sendable, Hashable {
  var shape: PixelShape
  var views: SampleViews
  var layout: TensorLayout
  var threads: Int
}

/// A caller's batch, checked: pictures to mix and where the results go.
struct MixingBatch {
  let kind: BatchKind
  let epoch: UInt32
  let imageLayout: TensorLayout
  let images: UnsafeBufferPointer<UnsafePointer<UInt8>>
  let indices: UnsafeBufferPointer<UInt64>
  let cropAndFlip: CropAndFlip
  let output: Output

  /// The output buffer, by the type of its values.
  enum Output {
    case float32(UnsafeMutablePointer<Float>)
    case uint8(UnsafeMutablePointer<UInt8>)
  }

  init(_ batch: fernery_batch) throws(ABIError) {
    let views: [UInt32: SampleViews] = [0: .clean, 1: .single, 3: .jsdTriple]
    guard let views = views[batch.views] else {
      throw ABIError(.invalidArgument, "`views` must be 0, 1 or 3, and is \(batch.views)")
    }
    let shape = try pictureShape(height: batch.height, width: batch.width, channels: batch.channels)
    kind = BatchKind(
      shape: shape, views: views, layout: try FerneryABI.layout(batch.output_order, "output_order"),
      threads: try number(batch.threads, in: 1...1024, "threads"))
    epoch = batch.epoch
    imageLayout = try FerneryABI.layout(batch.image_order, "image_order")
    cropAndFlip = CropAndFlip(
      padding: try number(batch.crop_padding, in: CropAndFlip.paddings, "crop_padding"),
      flips: try number(batch.flip, in: 0...1, "flip") == 1)
    let count = try number(batch.count, in: 0...1 << 24, "count")
    let values = views.count * count * shape.byteCount
    guard batch.output_length == UInt64(values) else {
      throw ABIError(
        .invalidArgument,
        "the output has room for \(batch.output_length) values, and \(views.count) x \(count) pictures of \(shape) are "
          + "\(values)")
    }
    output = try Self.output(batch, isEmpty: count == 0)
    guard count > 0 else {
      (images, indices) = (UnsafeBufferPointer(start: nil, count: 0), UnsafeBufferPointer(start: nil, count: 0))
      return
    }
    let addresses = try required(batch.images, "images")
    for place in 0..<count where addresses[place] == nil {
      throw ABIError(.invalidArgument, "`images[\(place)]` is null")
    }
    // None of them is null, so they are what they are without the question mark.
    images = UnsafeBufferPointer(
      start: UnsafeRawPointer(addresses).assumingMemoryBound(to: UnsafePointer<UInt8>.self), count: count)
    indices = UnsafeBufferPointer(start: try required(batch.indices, "indices"), count: count)
  }

  private static func output(_ batch: fernery_batch, isEmpty: Bool) throws(ABIError) -> Output {
    // An empty batch may come with no address; nothing is written to this one.
    let memory = isEmpty ? UnsafeMutableRawPointer(bitPattern: 64)! : try required(batch.output, "output")
    if try choice(batch.output_type, [false, true], "output_type") {
      return .uint8(memory.assumingMemoryBound(to: UInt8.self))
    }
    guard Int(bitPattern: memory) % MemoryLayout<Float>.alignment == 0 else {
      throw ABIError(.invalidArgument, "`output` is not aligned for float32: its address must be a multiple of 4")
    }
    return .float32(memory.assumingMemoryBound(to: Float.self))
  }
}

/// An order by its number in fernery.h.
func layout(_ number: UInt32, _ name: String) throws(ABIError) -> TensorLayout {
  try choice(number, [.interleaved, .planar], name)
}

/// The shape of pictures that can be mixed.
func pictureShape(height: UInt32, width: UInt32, channels: UInt32) throws(ABIError) -> PixelShape {
  let sides = PixelShape.mixableSides
  let shape = PixelShape(
    height: try number(height, in: sides, "height"), width: try number(width, in: sides, "width"),
    channels: try number(channels, in: 1...3, "channels"))
  guard shape.channels != 2 else { throw ABIError(.invalidArgument, "`channels` must be 1 or 3, and is 2") }
  return shape
}

/// The value that a number of fernery.h stands for, which counts from 0.
func choice<Value>(_ number: some BinaryInteger & Sendable, _ values: [Value], _ name: String) throws(ABIError) -> Value
{
  guard let place = Int(exactly: number), values.indices.contains(place) else {
    throw ABIError(.invalidArgument, "`\(name)` must lie in 0...\(values.count - 1), and is \(number)")
  }
  return values[place]
}
