package import CKernels

/// A level of the CPU's instruction set for which kernels have a function of their own.
///
/// Every level gives the same bytes; they differ in speed alone. Forcing one is for tests and measurements; one that the CPU
/// cannot run stands for the fastest that it can.
public enum InstructionSet: String, Sendable, CaseIterable, Comparable {
  /// Plain C for the platform: SSE2 on x86-64, NEON on arm64.
  case baseline
  /// x86-64-v3: AVX2.
  case v3
  /// x86-64-v4: AVX-512.
  case v4

  /// The levels that this CPU can run, slowest first.
  public static var supported: [InstructionSet] { allCases.filter { ck_level_supported($0.level) } }

  /// The fastest level that this CPU can run.
  public static let best = supported.last ?? .baseline

  /// The level that kernels are called with: this one, or the fastest that the CPU can run if that is less.
  package var kernel: ck_level { min(self, .best).level }

  private var level: ck_level {
    switch self {
    case .baseline: CK_LEVEL_BASELINE
    case .v3: CK_LEVEL_V3
    case .v4: CK_LEVEL_V4
    }
  }

  public static func < (left: InstructionSet, right: InstructionSet) -> Bool {
    left.level.rawValue < right.level.rawValue
  }
}
