internal import CKernels
internal import FractalCore

/// The layout of a source picture: planes, or an interleaved picture that need not be unpacked.
struct PixelSource {
  let start: UnsafePointer<UInt8>
  let rowStride: Int
  let pixelStride: Int
  let channelStride: Int

  /// Planes (CHW).
  static func planes(_ start: UnsafePointer<UInt8>, shape: PixelShape) -> PixelSource {
    PixelSource(start: start, rowStride: shape.width, pixelStride: 1, channelStride: shape.pixelCount)
  }

  /// An interleaved picture (HWC).
  static func interleaved(_ start: UnsafePointer<UInt8>, shape: PixelShape) -> PixelSource {
    PixelSource(start: start, rowStride: shape.width * shape.channels, pixelStride: shape.channels, channelStride: 1)
  }

  /// A part of a larger interleaved picture that is `width` pixels wide.
  static func interleaved(
    _ start: UnsafePointer<UInt8>, width: Int, channels: Int, top: Int, left: Int
  ) -> PixelSource {
    PixelSource(
      start: start + (top * width + left) * channels, rowStride: width * channels, pixelStride: channels,
      channelStride: 1)
  }

  /// The bytes of a rectangle, row after row and channel after channel: where they are, if they lie so already, else
  /// copied to `room`.
  func packed(
    _ rectangle: PatchRectangle, channels: Int, into room: UnsafeMutablePointer<UInt8>,
    with kernels: UnsafePointer<ck_kernels>
  ) -> UnsafePointer<UInt8> {
    let first = start + (rectangle.top * rowStride + rectangle.left * pixelStride)
    if pixelStride == 3 {
      kernels.pointee.layout.gather3(first, rowStride, rectangle.width, rectangle.height, room)
      return UnsafePointer(room)
    }
    let isWhole =
      rectangle.width == rowStride
      && (channels == 1 || rectangle.width * rectangle.height == channelStride)
    if isWhole { return first }
    kernels.pointee.layout.gather(
      first, ck_ipmix_patch(rectangle, channels: channels, rowStride: rowStride, planeStride: channelStride), room)
    return UnsafePointer(room)
  }
}

extension ck_ipmix_patch {
  init(_ rectangle: PatchRectangle, channels: Int, rowStride: Int, planeStride: Int) {
    self.init(
      width: rectangle.width, height: rectangle.height, channels: channels, row_stride: rowStride,
      plane_stride: planeStride)
  }
}

extension PixelShape {
  /// The whole picture as a patch.
  var wholePatch: PatchRectangle { PatchRectangle(left: 0, top: 0, width: width, height: height) }
}
