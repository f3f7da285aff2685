import FractalCore
import IPMix

/// A recorded plan in a file of JSON (see Store/PLANS.md).
enum PlanFile {
  /// Reads and checks a plan.
  ///
  /// - Throws: ``CommandError`` for a file that cannot be read; `IPMixError`, which names the key, for one that is no plan or a
  ///   plan that cannot be applied.
  static func read(_ path: String) throws -> MixingPlan {
    let json = try InputFile.read(path, limit: MixingPlan.longestJSON, as: "a plan")
    do throws(IPMixError) {
      return try MixingPlan(json: json)
    } catch {
      throw IPMixError(error.code, "\(path): \(error.message)")
    }
  }
}
