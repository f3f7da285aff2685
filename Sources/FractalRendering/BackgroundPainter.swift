internal import CKernels
internal import FractalCore

/// Paints backgrounds, the first layer of a picture.
///
/// Gradients and noise give each pixel its place in a table of 256 colours.
struct BackgroundPainter {
  private let height: Int
  private let width: Int
  private let table: [UInt32]
  private let instructionSet: InstructionSet

  /// Fills `pixels` (height x width x 3 bytes) with `background`.
  static func paint(
    _ background: Background, height: Int, width: Int, seed: UInt64, into pixels: UnsafeMutableBufferPointer<UInt8>,
    instructionSet: InstructionSet = .best
  ) {
    precondition(pixels.count == height * width * 3)
    func painter(_ palette: Palette) -> BackgroundPainter {
      BackgroundPainter(
        height: height, width: width, table: palette.linearTable(count: 256).map(bytes),
        instructionSet: instructionSet)
    }
    switch background {
    case .black: pixels.update(repeating: 0)
    case .solid(let colour):
      let colour = [bytes(colour.linearRGB)]
      let places = [UInt8](repeating: 0, count: width)
      let kernels = instructionSet.kernels
      for row in 0..<height {
        kernels.pointee.background.paint_row(places, width, colour, pixels.baseAddress.map { $0 + 3 * row * width })
      }
    case .gradient(let from, let to, let angle):
      painter(Palette(stops: [from, to])).paintGradient(angle: angle, into: pixels)
    case .noise(let palette, let roughness):
      let field = DiamondSquare(covering: max(height, width), roughness: roughness, seed: seed)
      painter(palette).paint(field, into: pixels)
    }
  }

  /// A colour as the kernels have it: red, green, blue and a byte that is left out, in memory's order.
  private static func bytes(_ linear: SIMD3<Float>) -> UInt32 {
    let colour = SRGB.encode(linear)
    return (UInt32(colour.x) | UInt32(colour.y) << 8 | UInt32(colour.z) << 16).littleEndian
  }

  /// The run spans the picture from corner to corner in the direction of the gradient.
  private func paintGradient(angle: Float, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    let direction = ElementaryFunctions.sinCos(Double(angle))
    let (dx, dy) = (Float(direction.cos), Float(-direction.sin))
    let reach = abs(dx) * Float(width) / 2 + abs(dy) * Float(height) / 2
    paintRows(of: pixels) { row, places in
      let start = (Float(row) + 0.5 - Float(height) / 2) * dy
      instructionSet.kernels.pointee.background.gradient_row(
        width, Float(width) / 2, dx, start, reach, places)
    }
  }

  /// The noise field, stretched over a square of the longer side and interpolated linearly in both directions.
  private func paint(_ field: DiamondSquare, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    let side = field.side
    let scale = Float(side - 1) / Float(max(height, width))
    func place(_ pixel: Int) -> (node: Int32, share: Float) {
      let at = (Float(pixel) + 0.5) * scale
      let node = min(Int32(at), Int32(side - 2))
      return (node, at - Float(node))
    }
    let columns = (0..<width).map { place($0).node }
    let shares = (0..<width).map { place($0).share }
    var line = [Float](repeating: 0, count: side)
    field.heights.withUnsafeBufferPointer { heights in
      paintRows(of: pixels) { row, places in
        let (node, share) = place(row)
        guard let above = heights.baseAddress.map({ $0 + Int(node) * side }) else { return }
        instructionSet.kernels.pointee.background.noise_row(
          above, above + side, side, share, &line, columns, shares, width, places)
      }
    }
  }

  /// Writes row after row from the places that `find` gives its pixels in the table.
  private func paintRows(
    of pixels: UnsafeMutableBufferPointer<UInt8>, _ find: (_ row: Int, _ places: UnsafeMutablePointer<UInt8>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: width) { places in
      guard let places = places.baseAddress, let first = pixels.baseAddress else { return }
      for row in 0..<height {
        find(row, places)
        instructionSet.kernels.pointee.background.paint_row(places, width, table, first + 3 * row * width)
      }
    }
  }
}
