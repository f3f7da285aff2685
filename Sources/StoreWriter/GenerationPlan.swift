internal import ContentHashing
public import FractalCore
internal import FractalRendering
public import FractalSearch

/// The plan of a generated store: a search and the licence of its assets.
///
/// How many assets the store takes is not part of it: a store is a prefix of its plan's catalog.
public struct GenerationPlan: Sendable, Hashable {
  /// The search for specifications.
  public var search: SearchPlan
  /// The licence of the pictures, an SPDX expression.
  public var licence: String

  /// A plan by its parts.
  public init(search: SearchPlan, licence: String) {
    self.search = search
    self.licence = licence
  }

  /// Checks the search's values and the licence.
  ///
  /// - Throws: `SearchError` or ``StoreWriterError`` that names the value and what is accepted.
  public func validate() throws {
    try search.validate()
    if let problem = SPDXExpression.problem(in: licence) {
      throw StoreWriterError(.invalidPlan, "the licence must be an SPDX expression such as CC0-1.0: \(problem)")
    }
  }

  /// The digest that a store keeps to know its plan again.
  public var hash: SHA256Digest {
    var writer = CanonicalWriter()
    writer.write(contentsOf: search.hash.bytes)
    writer.write(contentsOf: Array(licence.utf8))
    return SHA256Digest(sha256Of: writer.bytes)
  }
}
