internal import FractalCore
internal import FractalSearch
package import StoreReader

extension StoreSession {
  /// Goes on with the store at `path`, or makes it where none stands.
  ///
  /// - Parameters:
  ///   - plan: what the store must be made from.
  ///   - catalog: every specification, whose hash the plan names.
  /// - Throws: `StoreError` or ``StoreWriterError``, among them ``StoreWriterErrorCode/otherPlan``.
  static func open(path: String, plan: StorePlan, catalog: [[UInt8]]) throws -> Opening {
    guard try stands(at: path) else { return .growing(try create(path: path, plan: plan, catalog: catalog)) }
    let opening = try resume(
      path: path, planHash: plan.planHash, rendererVersion: plan.rendererVersion, shape: plan.shape,
      idRange: plan.idRange)
    let header =
      switch opening {
      case .growing(let session): session.header
      case .sealed(let header): header
      }
    guard header.catalogHash == plan.catalogHash else {
      if case .growing(let session) = opening { session.close() }
      throw StoreWriterError(
        .otherPlan, "the store \(path) has another catalog than this one: choose another path for this one")
    }
    return opening
  }
}

extension Store {
  /// All specifications of the catalog, in their canonical form.
  ///
  /// - Throws: `StoreError`, or ``StoreWriterError`` when they do not have the hash that the store names.
  package func catalogEntries() throws -> [[UInt8]] {
    let entries = try (0..<catalogCount).map { try specification(of: $0) }
    guard Catalog.hash(of: entries) == header.catalogHash else {
      throw StoreWriterError(
        .damaged, "the catalog of \(path) does not have the hash that the store names: run `fernery store verify`")
    }
    return entries
  }

  /// Checks that the store is finished, because only a finished one can be built upon.
  func requireSealed() throws(StoreWriterError) {
    guard !isSealed else { return }
    throw StoreWriterError(
      .incomplete, "\(path) is not finished (\(count) of \(header.idRange.count) assets): run again what made it")
  }
}
