internal import FractalCore

/// The pictures of a batch where they lie, and what is done to each before it is mixed.
///
/// They must stay where they are during the call that takes them.
public struct SamplePictures: @unchecked Sendable {
  private enum Storage {
    case together(UnsafeBufferPointer<UInt8>)
    case apart(UnsafeBufferPointer<UnsafePointer<UInt8>>)
  }

  private let storage: Storage
  /// The order of their bytes.
  let layout: TensorLayout
  /// The crop and flip that all views of a sample share.
  let cropAndFlip: CropAndFlip

  /// Pictures one behind another.
  public init(
    _ pixels: UnsafeBufferPointer<UInt8>, layout: TensorLayout = .interleaved, cropAndFlip: CropAndFlip = CropAndFlip()
  ) {
    (storage, self.layout, self.cropAndFlip) = (.together(pixels), layout, cropAndFlip)
  }

  /// Pictures each at an address of its own, which holds as many bytes as the mixer's pictures have.
  public init(
    at addresses: UnsafeBufferPointer<UnsafePointer<UInt8>>, layout: TensorLayout = .interleaved,
    cropAndFlip: CropAndFlip = CropAndFlip()
  ) {
    (storage, self.layout, self.cropAndFlip) = (.apart(addresses), layout, cropAndFlip)
  }

  /// The bytes that they have together, when each has `byteCount`.
  func totalByteCount(each byteCount: Int) -> Int {
    switch storage {
    case .together(let pixels): pixels.count
    case .apart(let addresses): addresses.count * byteCount
    }
  }

  /// The location of a sample's picture of `byteCount` bytes.
  func address(of sample: Int, byteCount: Int) -> UnsafePointer<UInt8> {
    switch storage {
    case .together(let pixels): pixels.baseAddress! + sample * byteCount
    case .apart(let addresses): addresses[sample]
    }
  }

  /// Whether pictures can be mixed where they lie.
  var isUnmoved: Bool { layout == .interleaved && cropAndFlip.isIdentity }
}
