package import StoreReader

/// A transaction that takes pages at the end of the file and gives them back before it is committed.
package enum GivenBackPages {
  private static let value = [UInt8](repeating: 7, count: 200_000)

  /// What it puts, at most.
  package static let byteCount = 220_000

  /// Puts a large value and then a small one in its place.
  package static func put(in transaction: LMDBTransaction) throws(LMDBFailure) {
    let database = try LMDBDatabase(named: "values", in: transaction, options: .create)
    try database.put(value, at: [1], in: transaction)
    try database.put([1], at: [1], in: transaction)
  }
}
