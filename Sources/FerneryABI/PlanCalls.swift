// The names are those of fernery.h.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CFernery
internal import FractalCore
internal import IPMix

@c @implementation
public func fernery_mixer_plan(
  _ mixer: fernery_handle, _ epoch: UInt32, _ index: UInt64, _ view: UInt32, _ height: UInt32, _ width: UInt32,
  _ channels: UInt32, _ plan: UnsafeMutablePointer<fernery_plan>?, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let result = try required(plan, "plan")
    let mixer = try Handles.mixers.open(mixer, "mixer")
    let shape = try pictureShape(height: height, width: width, channels: channels)
    let plan = try mixer.sampler(epoch: epoch, view: view, shape: shape).plan(index: index)
    try put(fernery_plan(plan), into: result, "plan")
  }
}

@c @implementation
public func fernery_mixer_picture(
  _ mixer: fernery_handle, _ plan: UnsafePointer<fernery_plan>?, _ pixels: UnsafeMutablePointer<UInt8>?,
  _ length: UInt64, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let mixer = try Handles.mixers.open(mixer, "mixer")
    let plan = try MixingPlan(structure(plan, "plan"))
    let pixels = try required(pixels, "pixels")
    guard length == UInt64(plan.imageShape.byteCount) else {
      throw ABIError(
        .invalidArgument,
        "`pixels` has \(length) bytes, and a picture of \(plan.imageShape) is \(plan.imageShape.byteCount)")
    }
    let crop = try mixer.mixingPicture(of: plan)
    pixels.update(from: crop.pixels, count: crop.pixels.count)
  }
}

@c @implementation
public func fernery_plan_apply(
  _ plan: UnsafePointer<fernery_plan>?, _ image: UnsafePointer<UInt8>?, _ mixingPicture: UnsafePointer<UInt8>?,
  _ imageOrder: UInt32, _ outputOrder: UInt32, _ output: UnsafeMutablePointer<Float>?, _ outputLength: UInt64,
  _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let plan = try MixingPlan(structure(plan, "plan"))
    let (image, output) = (try required(image, "image"), try required(output, "output"))
    let layout = try layout(imageOrder, "image_order")
    let shape = plan.imageShape
    guard outputLength == UInt64(shape.byteCount) else {
      throw ABIError(
        .invalidArgument,
        "the output has room for \(outputLength) values, and a picture of \(shape) is \(shape.byteCount)")
    }
    let picture = Picture(interleaving: image, layout, shape: shape)
    let mixed = try IPMixer().apply(
      plan, to: picture, mixingPicture: mixingPicture.map { Picture(interleaving: $0, layout, shape: shape) },
      layout: try FerneryABI.layout(outputOrder, "output_order"))
    output.update(from: mixed.values, count: shape.byteCount)
  }
}

extension Picture {
  /// A picture out of a caller's memory, in one order or the other.
  fileprivate init(interleaving bytes: UnsafePointer<UInt8>, _ layout: TensorLayout, shape: PixelShape) {
    self.init(shape: shape)
    let unmoved = CropAndFlip.Choice(left: 0, top: 0, isFlipped: false)
    pixels.withUnsafeMutableBufferPointer {
      CropAndFlip().apply(unmoved, to: bytes, layout, shape: shape, into: $0.baseAddress!)
    }
  }
}
