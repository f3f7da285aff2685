internal import CKernels
internal import FractalCore

/// Density-adaptive smoothing: what few points hit is spread, what many hit stays sharp.
///
/// A count of n hits has a relative error of about 1 / sqrt(n). A cell of fewer than 8 hits is spread over 3 x 3 cells, one of a
/// single hit over a cone of radius 3; but not where the nine cells around hold 27 hits (5 for the cone) or more, because
/// there the cell is a dense part's edge, which stays sharp. The kernels' weights are whole 64ths, so that sums are exact and do
/// not depend on any order; what is smoothed counts hits in 64ths, and of a cell 2^21 hits at most, which are far beyond any
/// white point.
///
/// Source of the idea: Suykens and Willems, "Adaptive filtering for progressive Monte Carlo image rendering", 2000.
enum DensitySmoothing {
  /// The value of one hit in smoothed cells.
  static let unit = 64

  /// Hands on a picture's smoothed cells, row after row; what would leave the picture is lost.
  ///
  /// - Parameters:
  ///   - cells: (height + 2) x (width + 2) coloured cells.
  ///   - take: takes a row's number and its `width` cells, which stand there until it returns.
  /// - Returns: how many pixels were hit, before smoothing.
  static func smooth(
    _ cells: UnsafeBufferPointer<UInt64>, height: Int, width: Int, instructionSet: InstructionSet = .best,
    _ take: (_ row: Int, _ cells: UnsafePointer<UInt64>) -> Void
  ) -> Int {
    precondition(cells.count == ChaosGame.cellCount(height: height, width: width))
    let kernels = instructionSet.kernels
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: ck_smoothing_scratch(Int32(width))) { scratch in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: width) { line in
        guard let smoothed = line.baseAddress else { return 0 }
        scratch.initialize(repeating: 0)
        var smoothing = ck_smoothing()
        smoothing.grid = ck_grid(height: Int32(height), width: Int32(width))
        smoothing.cells = cells.baseAddress
        smoothing.scratch = scratch.baseAddress
        for row in 0..<height {
          kernels.pointee.smooth_row(&smoothing, Int32(row), smoothed)
          take(row, smoothed)
        }
        return smoothing.occupied
      }
    }
  }
}
