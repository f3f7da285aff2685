internal import CKernels
internal import FractalCore

/// Mixes a patch of planes with the same patch of a source, in place.
///
/// Both patches are first packed, row after row and channel after channel, so that every operation is one loop over a
/// run of bytes, however narrow the patch is; a patch of whole planes stays where it is.
struct PatchMixing {
  let shape: PixelShape
  let rectangle: PatchRectangle
  let overflow: Overflow
  let tables: MixingTables
  /// Room for two packed patches: 2 `shape.byteCount` bytes.
  let workspace: UnsafeMutablePointer<UInt8>

  /// Applies one mixing operation.
  func mix(_ planes: UnsafeMutablePointer<UInt8>, with source: PixelSource, by operation: MixingOperation) {
    let count = rectangle.width * rectangle.height * shape.channels
    let start = planes + (rectangle.top * shape.width + rectangle.left)
    let isWhole = count == shape.byteCount
    let chain = isWhole ? planes : workspace
    if !isWhole {
      kernels.pointee.layout.gather(start, patch(rowStride: shape.width, planeStride: shape.pixelCount), chain)
    }
    let packed = source.packed(
      rectangle, channels: shape.channels, into: workspace + shape.byteCount, with: kernels)
    blend(chain, packed, count: count, by: operation)
    if !isWhole {
      kernels.pointee.layout.scatter(chain, patch(rowStride: shape.width, planeStride: shape.pixelCount), start)
    }
  }

  private var kernels: UnsafePointer<ck_kernels> { tables.instructionSet.kernels }

  private func patch(rowStride: Int, planeStride: Int) -> ck_ipmix_patch {
    ck_ipmix_patch(rectangle, channels: shape.channels, rowStride: rowStride, planeStride: planeStride)
  }

  private func blend(
    _ chain: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, count: Int, by operation: MixingOperation
  ) {
    switch operation {
    case .add(let p, let q): kernels.pointee.blend.add(chain, source, count, p, q, overflow == .clip)
    case .multiply(let p, let q):
      kernels.pointee.blend.multiply(
        chain, source, count, tables.logarithms, tables.guardedLogarithms, p, q, overflow == .clip)
    case .randomPixels(let mask):
      choose(chain, source, places: count / shape.channels, sharedBy: shape.channels, by: mask)
    case .randomElements(let mask): choose(chain, source, places: count, sharedBy: 1, by: mask)
    }
  }

  /// Masks choose between bytes: byte / 255 in float32, times 255, truncated, is the byte again for all 256.
  private func choose(
    _ chain: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, places: Int, sharedBy planes: Int,
    by mask: MixingMask
  ) {
    switch mask {
    case .seeded(let seed, let threshold):
      kernels.pointee.blend.choose(chain, source, places, planes, seed, threshold)
    case .explicit(let given):
      for place in 0..<places where place >= given.count || given[place] == 0 {
        for plane in 0..<planes { chain[plane * places + place] = source[plane * places + place] }
      }
    }
  }
}
