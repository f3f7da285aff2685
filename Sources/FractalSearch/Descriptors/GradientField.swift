/// The gradients of a grey picture's cells: how much of it is edge, and whether the edges run one way.
struct GradientField {
  /// The share of cells whose gradient is at least that of a straight step of 32 levels, in 0...1.
  let edgeDensity: Double
  /// The coherence of the structure tensor, in 0...1: 0 where gradients have all directions alike, 1 for stripes.
  let anisotropy: Double

  /// The gradient of a straight step of 32 levels: the operator weighs it four times.
  private static let edge = 4 * 32

  /// Measures `rows` x `columns` grey levels, leaving out the border, where the operator does not fit.
  ///
  /// Sources: the operator of Sobel and Feldman (1968); for the tensor, Bigun and Granlund, "Optimal orientation detection of
  /// linear symmetry", ICCV 1987.
  init(_ luma: [UInt8], rows: Int, columns: Int) {
    precondition(luma.count == rows * columns && rows >= 3 && columns >= 3)
    var (edges, xx, yy, xy) = (0, 0, 0, 0)
    luma.withUnsafeBufferPointer { luma in
      for row in 1..<rows - 1 {
        for column in 1..<columns - 1 {
          let place = row &* columns &+ column
          func level(_ down: Int, _ right: Int) -> Int { Int(luma[place &+ down &* columns &+ right]) }
          let (nw, n, ne, w) = (level(-1, -1), level(-1, 0), level(-1, 1), level(0, -1))
          let (e, sw, s, se) = (level(0, 1), level(1, -1), level(1, 0), level(1, 1))
          let x = (ne &+ 2 &* e &+ se) &- (nw &+ 2 &* w &+ sw)
          let y = (sw &+ 2 &* s &+ se) &- (nw &+ 2 &* n &+ ne)
          xx &+= x &* x
          yy &+= y &* y
          xy &+= x &* y
          edges &+= x &* x &+ y &* y >= Self.edge &* Self.edge ? 1 : 0
        }
      }
    }
    edgeDensity = Double(edges) / Double((rows - 2) * (columns - 2))
    let (difference, energy, mixed) = (Double(xx - yy), Double(xx + yy), Double(xy))
    anisotropy = energy > 0 ? min(1, (difference * difference + 4 * mixed * mixed).squareRoot() / energy) : 0
  }
}
