internal import FractalCore

/// Where a source picture's bytes lie: planes, or an interleaved picture that need not be unpacked.
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
}

/// Mixes a patch of planes with the same patch of a source, in place.
struct PatchMixing {
  let shape: PixelShape
  let rectangle: PatchRectangle
  let overflow: Overflow
  let tables: MixingTables
  /// One byte for every place that a mask may have: `shape.byteCount` at most.
  let maskPlaces: UnsafeMutablePointer<UInt8>

  /// Applies one mixing operation.
  func mix(_ planes: UnsafeMutablePointer<UInt8>, with source: PixelSource, by operation: MixingOperation) {
    let pixels = rectangle.width * rectangle.height
    switch operation {
    case .add(let p, let q): add(planes, source, p: p, q: q)
    case .multiply(let p, let q): multiply(planes, source, p: p, q: q)
    case .randomPixels(let mask):
      mask.expand(into: maskPlaces, count: pixels)
      choose(planes, source, placesPerChannel: 0)
    case .randomElements(let mask):
      mask.expand(into: maskPlaces, count: pixels * shape.channels)
      choose(planes, source, placesPerChannel: pixels)
    }
  }

  private func add(_ planes: UnsafeMutablePointer<UInt8>, _ source: PixelSource, p: Float, q: Float) {
    let centred = tables.centred
    forEachByte(planes, source) { u, v in
      ((p * centred[Int(u)] + q * centred[Int(v)]) + 1) / 2
    }
  }

  private func multiply(_ planes: UnsafeMutablePointer<UInt8>, _ source: PixelSource, p: Float, q: Float) {
    let (wideP, wideQ) = (Double(p), Double(q))
    let (logarithms, guarded) = (tables.logarithms, tables.guardedLogarithms)
    // A table pays only where the patch has more bytes than there are values.
    guard rectangle.width * rectangle.height * shape.channels > 256 else {
      return forEachByte(planes, source) { u, v in
        MixingTables.power(logarithms[Int(u)], wideP) * MixingTables.power(guarded[Int(v)], wideQ) / 2
      }
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 512) { powers in
      let first = powers.baseAddress!
      let second = first + 256
      for value in 0..<256 {
        first[value] = MixingTables.power(logarithms[value], wideP)
        second[value] = MixingTables.power(guarded[value], wideQ)
      }
      forEachByte(planes, source) { u, v in first[Int(u)] * second[Int(v)] / 2 }
    }
  }

  /// Masks choose between bytes: byte / 255 in float32, times 255, truncated, is the byte again for all 256.
  private func choose(_ planes: UnsafeMutablePointer<UInt8>, _ source: PixelSource, placesPerChannel: Int) {
    let places = UnsafePointer(maskPlaces)
    forEachRow(planes, source) { target, from, channel, row in
      let mask = places + (channel &* placesPerChannel &+ row &* rectangle.width)
      for column in 0..<rectangle.width where mask[column] == 0 {
        target[column] = from[column &* source.pixelStride]
      }
    }
  }

  /// Replaces each byte u of the patch by the quantised value of `body(u, v)`.
  @inline(__always)
  private func forEachByte(
    _ planes: UnsafeMutablePointer<UInt8>, _ source: PixelSource, _ body: (UInt8, UInt8) -> Float
  ) {
    let (width, stride) = (rectangle.width, source.pixelStride)
    switch overflow {
    case .clip:
      forEachRow(planes, source) { target, from, _, _ in
        for column in 0..<width {
          target[column] = Quantisation.clip(body(target[column], from[column &* stride]) * 255)
        }
      }
    case .wrap:
      forEachRow(planes, source) { target, from, _, _ in
        for column in 0..<width {
          target[column] = Quantisation.wrap(body(target[column], from[column &* stride]) * 255)
        }
      }
    }
  }

  @inline(__always)
  private func forEachRow(
    _ planes: UnsafeMutablePointer<UInt8>, _ source: PixelSource,
    _ body: (UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>, _ channel: Int, _ row: Int) -> Void
  ) {
    for channel in 0..<shape.channels {
      for row in 0..<rectangle.height {
        let y = rectangle.top &+ row
        let place: Int = channel &* shape.pixelCount &+ y &* shape.width &+ rectangle.left
        let line: Int = channel &* source.channelStride &+ y &* source.rowStride
        let target = planes + place
        let from = source.start + (line &+ rectangle.left &* source.pixelStride)
        body(target, from, channel, row)
      }
    }
  }
}

/// From a float32 mixed value, already times 255, to a byte.
enum Quantisation {
  /// Clipped to 0...255 and truncated; not a number gives 0.
  @inline(__always)
  static func clip(_ value: Float) -> UInt8 {
    // In this order a NaN fails the first comparison and becomes 0.
    let low = value > 0 ? value : 0
    return UInt8(truncatingIfNeeded: Int32(low < 255 ? low : 255))
  }

  /// The low byte of the truncated value; 0 beyond 32 bits and for what is not a number.
  @inline(__always)
  static func wrap(_ value: Float) -> UInt8 {
    guard value > -2_147_483_904 && value < 2_147_483_648 else { return 0 }
    return UInt8(truncatingIfNeeded: Int32(value))
  }
}
