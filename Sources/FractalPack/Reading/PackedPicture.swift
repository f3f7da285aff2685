internal import FractalCore
internal import FractalImageIO
internal import StoreWriter

extension PackedAsset {
  /// The asset with its pixels, ready for a store; its picture's and record's hashes are compared.
  ///
  /// Nothing is inflated before the PNG's header says that it holds exactly a picture of this shape, 8 bits a channel,
  /// not interlaced.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/wrongContent``.
  func prepared(shape: PixelShape) throws -> PreparedAsset {
    guard hasHeader(of: shape) else {
      throw PackError(.wrongContent, "the picture of asset \(id) is no PNG of \(shape): do not use this pack")
    }
    do {
      let limits = PNG.Limits(side: max(shape.height, shape.width), pixels: shape.pixelCount)
      let picture = try PNG.decode(png, name: "the picture of asset \(id)", limits: limits)
      guard picture.shape == shape else {
        throw PackError(.wrongContent, "the picture of asset \(id) is no PNG of \(shape): do not use this pack")
      }
      return try PreparedAsset(id: id, picture: picture, record: record)
    } catch let error as PNGError where error.category == .invalidData {
      throw PackError(.wrongContent, "the picture of asset \(id) is damaged: do not use this pack", cause: error.cause)
    } catch let error as StoreWriterError where error.code == .damaged || error.code == .invalidAsset {
      throw PackError(
        .wrongContent, "the picture or the record of asset \(id) is not what the other says: do not use this pack")
    }
  }

  /// Signature, IHDR with width, height, depth 8, grey or RGB, and three zeros: PNG, sections 5.2 and 11.2.1.
  private func hasHeader(of shape: PixelShape) -> Bool {
    func bigEndian(_ number: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) } }
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let kind: [UInt8] = [8, shape.channels == 3 ? 2 : 0, 0, 0, 0]
    return png.starts(
      with: signature + bigEndian(13) + Array("IHDR".utf8) + bigEndian(shape.width) + bigEndian(shape.height) + kind)
  }
}
