internal import Foundation
internal import FractalCore
public import Testing

/// How much of the tests runs, as the environment asks.
public enum TestScope {
  /// Whether tests run in their long forms: FERNERY_LONG=1.
  public static let isLong = isSet("FERNERY_LONG")
  /// Whether slow tests are left out: FERNERY_QUICK=1.
  public static let isQuick = isSet("FERNERY_QUICK")

  private static func isSet(_ variable: String) -> Bool { ProcessInfo.processInfo.environment[variable] == "1" }
}

extension Trait where Self == ConditionTrait {
  /// A test of several seconds, which FERNERY_QUICK=1 leaves out.
  public static var slow: Self { .disabled(if: TestScope.isQuick, "slow: FERNERY_QUICK=1 leaves it out") }

  /// A comparison of instruction sets, skipped on a processor that has one only.
  public static var comparesInstructionSets: Self {
    .enabled(if: InstructionSet.supported.count > 1, "this processor runs one instruction set only")
  }
}
