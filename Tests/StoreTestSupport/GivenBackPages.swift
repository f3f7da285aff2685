package import StoreReader

/// Transactions of which the last takes pages at the end of the file and gives them back before it is committed.
///
/// LMDB forgets such pages at once when it has read its list of free ones, for which there must be some.
package enum GivenBackPages {
  /// How many transactions there are.
  package static let steps = 5
  /// What each puts, at most.
  package static let byteCount = 440_000

  /// What the transaction with this number does.
  package static func put(step: Int, in transaction: LMDBTransaction) throws(LMDBFailure) {
    let database = try LMDBDatabase(named: "values", in: transaction, options: .create)
    func put(_ count: Int, at key: UInt8) throws(LMDBFailure) {
      try database.put([UInt8](repeating: 7, count: count), at: [key], in: transaction)
    }
    switch step {
    case 0: try put(100_000, at: 1)
    case 1: try put(1, at: 1)
    case 2, 3: try put(step, at: 2)
    default:
      try put(400_000, at: 3)
      try database.remove([3], in: transaction)
    }
  }
}
