import Foundation
import FractalCore
import IPMix

/// A recorded plan in a file of JSON (see Store/PLANS.md).
enum PlanFile {
  /// A plan's file is small: even with masks place by place it stays far below.
  private static let byteLimit = 256 << 20

  /// Reads and checks a plan.
  ///
  /// - Throws: ``CommandError`` for a file that cannot be read or is no JSON; `IPMixError`, which names the key, for JSON that
  ///   is no plan or a plan that cannot be applied.
  static func read(_ path: String) throws -> MixingPlan {
    let data = Data(try InputFile.read(path, limit: byteLimit, as: "a plan"))
    let plan: MixingPlan
    do {
      plan = try JSONDecoder().decode(MixingPlan.self, from: data)
    } catch let error as IPMixError {
      throw IPMixError(error.code, "\(path): \(error.message)")
    } catch {
      throw CommandError(
        .invalidData, "\(path) is no JSON: it must hold one plan, as `fernery mix --explain` prints it")
    }
    do throws(IPMixError) {
      try plan.validate()
    } catch {
      throw IPMixError(error.code, "\(path): \(error.message)")
    }
    return plan
  }
}
