internal import FractalCore
internal import Synchronization

extension Store {
  /// Calls `body` with a transaction and returns a value that does not lead into the map.
  func read<Result: Sendable>(
    _ body: (LMDBTransaction) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    guard isSealed else { return try readUnsealed(body) }
    let transaction = try takeTransaction()
    defer { idle.withLock { $0.append(transaction) } }
    return try body(transaction)
  }

  /// Reads an unsealed store in a transaction that ends with the call, one call at a time.
  func readUnsealed<Result: Sendable>(
    _ body: (LMDBTransaction) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try unsealedReads.withLock { (_) throws(StoreError) in
      let transaction: LMDBTransaction
      do throws(LMDBFailure) {
        transaction = try currentTransaction()
      } catch {
        throw StoreError(error, reading: path)
      }
      defer { transaction.abort() }
      return try body(transaction)
    }
  }

  /// A transaction on a sealed store: an idle one, or a new one when all are in use.
  func takeTransaction() throws(StoreError) -> LMDBTransaction {
    if let transaction = idle.withLock({ $0.popLast() }) { return transaction }
    do throws(LMDBFailure) {
      return try LMDBTransaction(environment, for: .reading)
    } catch {
      throw StoreError(error, reading: path)
    }
  }

  private func currentTransaction() throws(LMDBFailure) -> LMDBTransaction {
    do throws(LMDBFailure) {
      return try LMDBTransaction(environment, for: .reading)
    } catch {
      guard error.isMapResized else { throw error }
      try environment.setMapSize(0)
      return try LMDBTransaction(environment, for: .reading)
    }
  }
}
