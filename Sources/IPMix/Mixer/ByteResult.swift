internal import CKernels
internal import FractalCore

/// Turns a result from normalised float32 into bytes, run by run, so that no whole picture of values is held.
///
/// A value x becomes (x deviation + mean) 255, clipped to 0...255 and rounded to the nearest whole number, ties to even.
struct ByteResult {
  let shape: PixelShape
  let layout: TensorLayout
  let normalization: Recipe.Normalization
  let instructionSet: InstructionSet
  /// Room for ``runLength`` values.
  let room: UnsafeMutablePointer<Float>

  /// Values that are turned at once: 16 KB.
  static let runLength = 4096

  /// Writes `shape.byteCount` bytes.
  ///
  /// - Parameter fill: writes the values of some consecutive pixels of one channel to where it is told.
  func write(
    to output: UnsafeMutablePointer<UInt8>,
    _ fill: (_ channel: Int, _ pixels: Range<Int>, _ values: UnsafeMutablePointer<Float>) -> Void
  ) {
    let count = shape.pixelCount
    for channel in 0..<shape.channels {
      var first = 0
      while first < count {
        let end = min(first + Self.runLength, count)
        fill(channel, first..<end, room)
        let isPlanar = layout == .planar
        instructionSet.kernels.pointee.average.to_bytes(
          room, end - first, normalization.mean[channel],
          normalization.standardDeviation[channel],
          output + (isPlanar ? channel * count + first : first * shape.channels + channel),
          isPlanar ? 1 : shape.channels)
        first = end
      }
    }
  }
}
