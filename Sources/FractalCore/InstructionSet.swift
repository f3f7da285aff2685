package import CKernels

/// A level of the CPU's instruction set for which the kernels are compiled.
///
/// Every level gives the same bytes; they differ in speed alone. Forcing one is for tests and measurements;
/// an unsupported level falls back to the best supported one.
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

  /// The kernels of this level, or of the best supported one if the CPU cannot run it.
  package var kernels: UnsafePointer<ck_kernels> { ck_kernels_of(level) }

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
