internal import FractalCore

/// Paints backgrounds, the first layer of a picture.
enum BackgroundPainter {
  /// Fills `pixels` (height x width x 3 bytes) with `background`.
  static func paint(
    _ background: Background, height: Int, width: Int, seed: UInt64, into pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    switch background {
    case .black: pixels.update(repeating: 0)
    case .solid(let colour): fill(pixels, SRGB.encode(colour.linearRGB))
    case .gradient(let from, let to, let angle):
      let table = encodedTable(Palette(stops: [from, to]))
      paintGradient(angle: angle, table: table, height: height, width: width, into: pixels)
    case .noise(let palette, let roughness):
      let field = DiamondSquare(covering: max(height, width), roughness: roughness, seed: seed)
      paint(field, table: encodedTable(palette), height: height, width: width, into: pixels)
    }
  }

  private static func encodedTable(_ palette: Palette) -> [SIMD3<UInt8>] {
    palette.linearTable(count: 256).map { SRGB.encode($0) }
  }

  private static func fill(_ pixels: UnsafeMutableBufferPointer<UInt8>, _ colour: SIMD3<UInt8>) {
    for place in 0..<pixels.count / 3 { store(colour, at: place, pixels) }
  }

  @inline(__always)
  private static func store(_ colour: SIMD3<UInt8>, at place: Int, _ pixels: UnsafeMutableBufferPointer<UInt8>) {
    pixels[3 * place] = colour.x
    pixels[3 * place + 1] = colour.y
    pixels[3 * place + 2] = colour.z
  }

  /// The run spans the picture from corner to corner in the direction of the gradient.
  private static func paintGradient(
    angle: Float, table: [SIMD3<UInt8>], height: Int, width: Int, into pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let direction = ElementaryFunctions.sinCos(Double(angle))
    let (dx, dy) = (Float(direction.cos), Float(-direction.sin))
    let reach = abs(dx) * Float(width) / 2 + abs(dy) * Float(height) / 2
    for row in 0..<height {
      let fromRow = (Float(row) + 0.5 - Float(height) / 2) * dy
      for column in 0..<width {
        let along = (Float(column) + 0.5 - Float(width) / 2) * dx + fromRow
        store(table[index((along / reach + 1) / 2)], at: row * width + column, pixels)
      }
    }
  }

  /// The noise field, stretched over a square of the longer side and interpolated linearly in both directions.
  private static func paint(
    _ field: DiamondSquare, table: [SIMD3<UInt8>], height: Int, width: Int,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let scale = Float(field.side - 1) / Float(max(height, width))
    func place(_ pixel: Int) -> (node: Int, share: Float) {
      let at = (Float(pixel) + 0.5) * scale
      let node = min(Int(at), field.side - 2)
      return (node, at - Float(node))
    }
    let columns = (0..<width).map(place)
    var line = [Float](repeating: 0, count: field.side)
    for row in 0..<height {
      let (node, share) = place(row)
      for i in 0..<field.side {
        let above = field.heights[node * field.side + i]
        line[i] = above + share * (field.heights[(node + 1) * field.side + i] - above)
      }
      line.withUnsafeBufferPointer { line in
        for column in 0..<width {
          let (node, share) = columns[column]
          let height = line[node] + share * (line[node + 1] - line[node])
          store(table[index(height)], at: row * width + column, pixels)
        }
      }
    }
  }

  /// The entry of a table of 256 for a number that rounding may have pushed a little out of 0...1.
  @inline(__always)
  private static func index(_ t: Float) -> Int { Int(min(1, max(0, t)) * 255 + 0.5) }
}
