internal import FractalCore

extension FlameSystem {
  /// Appends the number of maps (u8), the maps, whether there is a final map (u8: 0 or 1) and it, the symmetry's order
  /// (u8) and mirror (u8: 0 or 1), and whether there is a xaos (u8: 0 or 1) and it, row by row (f32).
  func write(to writer: inout CanonicalWriter) {
    writer.write(UInt8(maps.count))
    for map in maps { map.write(to: &writer) }
    writer.write(UInt8(finalMap == nil ? 0 : 1))
    finalMap?.write(to: &writer)
    writer.write(UInt8(symmetry.order))
    writer.write(UInt8(symmetry.isMirrored ? 1 : 0))
    writer.write(UInt8(xaos == nil ? 0 : 1))
    for factor in (xaos ?? []).joined() { writer.write(factor) }
  }

  init(from reader: inout CanonicalReader) throws {
    let count = Int(try reader.read(UInt8.self))
    var maps: [FlameMap] = []
    for _ in 0..<count { maps.append(try FlameMap(from: &reader)) }
    let finalMap = try reader.readFlag() ? try FlameMap(from: &reader) : nil
    let symmetry = try Symmetry(order: Int(try reader.read(UInt8.self)), isMirrored: try reader.readFlag())
    var xaos: [[Float]]?
    if try reader.readFlag() {
      xaos = try (0..<count).map { _ in try (0..<count).map { _ in try reader.readFloat() } }
    }
    try self.init(maps: maps, finalMap: finalMap, symmetry: symmetry, xaos: xaos)
  }
}

extension FlameMap {
  /// The affine map (six f32), whether there is a post map (u8) and it, weight and colour (f32), the number of variations
  /// (u8), and each one's kind (u8), weight (f32) and the parameters that its kind takes (f32).
  fileprivate func write(to writer: inout CanonicalWriter) {
    for coefficient in pre.coefficients { writer.write(coefficient) }
    writer.write(UInt8(post == nil ? 0 : 1))
    for coefficient in post?.coefficients ?? [] { writer.write(coefficient) }
    writer.write(weight)
    writer.write(colour)
    writer.write(UInt8(variations.count))
    for variation in variations {
      writer.write(variation.kind.rawValue)
      writer.write(variation.weight)
      for parameter in variation.parameters { writer.write(parameter) }
    }
  }

  fileprivate init(from reader: inout CanonicalReader) throws {
    let pre = try AffineMap(from: &reader)
    let post = try reader.readFlag() ? try AffineMap(from: &reader) : nil
    let (weight, colour) = (try reader.readFloat(), try reader.readFloat())
    var variations: [Variation] = []
    for _ in 0..<(try reader.read(UInt8.self)) {
      let number = try reader.read(UInt8.self)
      guard let kind = Variation.Kind(rawValue: number) else {
        throw IFSError(.invalidBytes, "a flame has the variation number \(number), which this version does not know")
      }
      let weight = try reader.readFloat()
      let parameters = try kind.parameters.map { _ in try reader.readFloat() }
      variations.append(try Variation(kind, weight: weight, parameters: parameters))
    }
    self.init(pre: pre, variations: variations, post: post, weight: weight, colour: colour)
  }
}

extension AffineMap {
  fileprivate init(from reader: inout CanonicalReader) throws {
    let numbers = try (0..<6).map { _ in try reader.readFloat() }
    self.init(a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5])
  }
}

extension CanonicalReader {
  fileprivate mutating func readFlag() throws -> Bool {
    switch try read(UInt8.self) {
    case 0: return false
    case 1: return true
    case let other: throw IFSError(.invalidBytes, "a flame has the flag \(other); it must be 0 or 1")
    }
  }
}
