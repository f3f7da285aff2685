internal import CKernels
internal import FractalCore
internal import IFS

/// The samples of an escape-time fractal over a picture: on a fixed grid of n x n in each pixel, at the cells' middles.
///
/// Samples depend on fractal, framing, size and grid alone.
struct EscapeTimeField {
  /// The measurements of samples, in rows of `columns` numbers.
  struct Samples {
    /// The number n of the first z_n beyond the bailout; -1 where none was.
    var counts: [Float] = []
    /// |z_n|^2 there.
    var norms: [Float] = []
    /// The least distance to the trap.
    var distances: [Float] = []
  }

  /// Samples in a row that stand in the picture.
  let width: Int
  /// Samples in a row that are computed: a whole number of the kernel's lanes.
  let columns: Int
  /// Rows of samples.
  let rows: Int

  private var field = ck_escape_field()
  private let instructionSet: InstructionSet

  /// The field over a picture of `height` x `width` pixels that shows `framing`, `grid` samples a side in each.
  init(
    _ fractal: EscapeTime, framing: Framing, height: Int, width: Int, grid: Int = 1,
    instructionSet: InstructionSet = .best
  ) {
    precondition((1...8192).contains(height) && (1...8192).contains(width) && (1...8).contains(grid))
    self.instructionSet = instructionSet
    (self.width, rows) = (width * grid, height * grid)
    let lanes = Int(CK_ESCAPE_LANES)
    columns = (self.width + lanes - 1) / lanes * lanes
    // From the picture's middle, right and up, turned back into the plane.
    let (sine, cosine) = ElementaryFunctions.sinCos(Double(framing.rotation))
    let step = Double(framing.radius) / (Double(min(height, width)) / 2) / Double(grid)
    (field.across_x, field.across_y) = (cosine * step, -sine * step)
    (field.down_x, field.down_y) = (-sine * step, -cosine * step)
    let (left, top) = (0.5 - Double(self.width) / 2, 0.5 - Double(rows) / 2)
    field.start_x = Double(framing.centreX) + left * field.across_x + top * field.down_x
    field.start_y = Double(framing.centreY) + left * field.across_y + top * field.down_y
    if case .julia(let x, let y) = fractal.plane {
      field.julia = 1
      (field.constant_x, field.constant_y) = (Double(x), Double(y))
    }
    field.power = Int32(fractal.power)
    field.iterations = Int32(fractal.iterations)
    let direction = ElementaryFunctions.sinCos(Double(fractal.trap.angle))
    field.trap = ck_trap(
      shape: Int32(fractal.trap.shape.number), x: Double(fractal.trap.x), y: Double(fractal.trap.y),
      cosine: direction.cos, sine: direction.sin, radius: Double(fractal.trap.radius))
  }

  /// Computes rows of samples into memory that is reused.
  func compute(_ range: Range<Int>, into samples: inout Samples) {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows)
    let count = range.count * columns
    if samples.counts.count != count {
      samples.counts = [Float](repeating: 0, count: count)
      samples.norms = samples.counts
      samples.distances = samples.counts
    }
    withUnsafePointer(to: field) { field in
      instructionSet.kernels.pointee.escape_time(
        field, Int32(range.lowerBound), Int32(range.count), Int32(columns), &samples.counts, &samples.norms,
        &samples.distances)
    }
  }

  /// All samples that stand in the picture, without the lanes beyond its edge.
  func samples() -> Samples {
    var all = Samples()
    compute(0..<rows, into: &all)
    guard columns > width else { return all }
    func cropped(_ numbers: [Float]) -> [Float] {
      (0..<rows).flatMap { numbers[$0 * columns..<$0 * columns + width] }
    }
    return Samples(counts: cropped(all.counts), norms: cropped(all.norms), distances: cropped(all.distances))
  }
}
