// The names are those of fernery.h.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CFernery
internal import FractalCore
internal import IPMix

@c @implementation
public func fernery_mixer_plan(
  _ mixer: fernery_handle, _ epoch: UInt32, _ index: UInt64, _ view: UInt32, _ height: UInt32, _ width: UInt32,
  _ channels: UInt32, _ json: UnsafeMutablePointer<CChar>?, _ capacity: UInt64,
  _ length: UnsafeMutablePointer<UInt64>?, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let length = try required(length, "length")
    let mixer = try Handles.mixers.open(mixer, "mixer")
    let shape = try pictureShape(height: height, width: width, channels: channels)
    let plan = try mixer.sampler(epoch: epoch, view: view, shape: shape).plan(index: index)
    try put(plan.json(), into: json, capacity: capacity, length: length, "json")
  }
}

@c @implementation
public func fernery_mixer_picture(
  _ mixer: fernery_handle, _ plan: UnsafePointer<CChar>?, _ height: UInt32, _ width: UInt32, _ channels: UInt32,
  _ pixels: UnsafeMutablePointer<UInt8>?, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let mixer = try Handles.mixers.open(mixer, "mixer")
    let plan = try MixingPlan(plan, height: height, width: width, channels: channels)
    let pixels = try required(pixels, "pixels")
    let crop = try mixer.source.mixingPicture(of: plan)
    pixels.update(from: crop.pixels, count: crop.pixels.count)
  }
}

@c @implementation
public func fernery_plan_apply(
  _ plan: UnsafePointer<CChar>?, _ height: UInt32, _ width: UInt32, _ channels: UInt32,
  _ image: UnsafePointer<UInt8>?, _ mixingPicture: UnsafePointer<UInt8>?, _ imageOrder: UInt32,
  _ outputOrder: UInt32, _ output: UnsafeMutablePointer<Float>?, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let plan = try MixingPlan(plan, height: height, width: width, channels: channels)
    let (image, output) = (try required(image, "image"), try required(output, "output"))
    let (layout, outputLayout) = (try layout(imageOrder, "image_order"), try layout(outputOrder, "output_order"))
    let shape = plan.imageShape
    let mixed = try IPMixer().apply(
      plan, to: Picture(interleaving: image, layout, shape: shape),
      mixingPicture: mixingPicture.map { Picture(interleaving: $0, layout, shape: shape) }, layout: outputLayout)
    output.update(from: mixed.values, count: shape.byteCount)
  }
}

extension MixingPlan {
  /// A caller's plan, for the caller's pictures.
  fileprivate init(_ text: UnsafePointer<CChar>?, height: UInt32, width: UInt32, channels: UInt32) throws {
    let shape = try pictureShape(height: height, width: width, channels: channels)
    try self.init(json: Array(bytes(required(text, "plan"), "plan", longest: Self.longestJSON)))
    guard imageShape == shape else {
      throw IPMixError(.wrongShape, "the plan is for pictures of \(imageShape), and this one is \(shape)")
    }
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
