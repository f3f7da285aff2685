internal import CKernels

/// A level of the CPU's instruction set for which kernels have a function of their own.
///
/// Every level gives the same bytes; they differ in speed alone. Forcing one is for tests and measurements.
public enum InstructionSet: String, Sendable, CaseIterable, Comparable {
  /// Plain C for the platform: SSE2 on x86-64, NEON on arm64.
  case baseline
  /// x86-64-v3: AVX2.
  case v3
  /// x86-64-v4: AVX-512.
  case v4

  /// The levels that this CPU can run, slowest first.
  public static var supported: [InstructionSet] {
    allCases.filter { ck_level_supported(ck_level(UInt32($0.kernelLevel))) }
  }

  /// The fastest level that this CPU can run.
  public static let best = supported.last ?? .baseline

  /// The number that CKernels knows this level by.
  public var kernelLevel: Int32 {
    switch self {
    case .baseline: 0
    case .v3: 1
    case .v4: 2
    }
  }

  public static func < (left: InstructionSet, right: InstructionSet) -> Bool {
    left.kernelLevel < right.kernelLevel
  }
}
