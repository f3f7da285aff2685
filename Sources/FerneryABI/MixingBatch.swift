internal import CFernery
internal import FractalCore
internal import IPMix

/// A caller's batch, checked: pictures to mix and where the results go.
struct MixingBatch: @unchecked Sendable {
  let epoch: UInt32
  let shape: PixelShape
  let imageLayout: TensorLayout
  let count: Int
  let images: UnsafePointer<UnsafePointer<UInt8>?>
  let indices: UnsafePointer<UInt64>
  /// What is made of each sample, in this order.
  let views: [View]
  let cropAndFlip: CropAndFlip
  let outputLayout: TensorLayout
  let output: Output
  let threads: Int

  /// One view of a sample.
  enum View: Sendable, Hashable {
    case clean
    case mixed(UInt32)
  }

  /// Where results go, by their type.
  enum Output {
    case float32(UnsafeMutablePointer<Float>)
    case uint8(UnsafeMutablePointer<UInt8>)
  }

  init(_ batch: fernery_batch) throws {
    epoch = batch.epoch
    shape = try pictureShape(height: batch.height, width: batch.width, channels: batch.channels)
    imageLayout = try layout(batch.image_order, "image_order")
    count = try number(batch.count, in: 0...1 << 24, "count")
    switch batch.views {
    case 0: views = [.clean]
    case 1: views = [.mixed(0)]
    case 3: views = [.clean, .mixed(1), .mixed(2)]
    default: throw ABIError(.invalidArgument, "`views` must be 0, 1 or 3, and is \(batch.views)")
    }
    cropAndFlip = CropAndFlip(
      padding: try number(batch.crop_padding, in: CropAndFlip.paddings, "crop_padding"),
      flips: try number(batch.flip, in: 0...1, "flip") == 1)
    outputLayout = try layout(batch.output_order, "output_order")
    threads = try number(batch.threads, in: 1...1024, "threads")
    let values = views.count * count * shape.byteCount
    guard batch.output_length == UInt64(values) else {
      throw ABIError(
        .invalidArgument,
        "the output has room for \(batch.output_length) values, and \(views.count) x \(count) pictures of \(shape) are "
          + "\(values)")
    }
    let memory = count > 0 ? try required(batch.output, "output") : UnsafeMutableRawPointer(bitPattern: 64)!
    switch try choice(batch.output_type, [FERNERY_FLOAT32, FERNERY_UINT8], "output_type") {
    case FERNERY_UINT8: output = .uint8(memory.assumingMemoryBound(to: UInt8.self))
    default:
      guard Int(bitPattern: memory) % MemoryLayout<Float>.alignment == 0 else {
        throw ABIError(.invalidArgument, "`output` is not aligned for float32: its address must be a multiple of 4")
      }
      output = .float32(memory.assumingMemoryBound(to: Float.self))
    }
    let nowhere = UnsafeMutableRawPointer(bitPattern: 64)!
    images =
      count > 0
      ? try required(batch.images, "images")
      : UnsafePointer(nowhere.assumingMemoryBound(to: UnsafePointer<UInt8>?.self))
    indices =
      count > 0 ? try required(batch.indices, "indices") : UnsafePointer(nowhere.assumingMemoryBound(to: UInt64.self))
    for place in 0..<count where images[place] == nil {
      throw ABIError(.invalidArgument, "`images[\(place)]` is null")
    }
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
