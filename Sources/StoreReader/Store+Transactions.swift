internal import FractalCore
internal import Synchronization

extension Store {
  /// Calls `body` with a transaction and returns a value that does not lead into the map.
  func read<Result: Sendable>(
    _ body: (StoreHandle, LMDBTransaction) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    guard isSealed else { return try readUnsealed(body) }
    let handle = try handle()
    let transaction = try takeTransaction(handle)
    defer { handle.idle.withLock { $0.append(transaction) } }
    return try body(handle, transaction)
  }

  /// Reads an unsealed store in a transaction that ends with the call, one call at a time.
  func readUnsealed<Result: Sendable>(
    _ body: (StoreHandle, LMDBTransaction) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let handle = try handle()
    return try handle.unsealedReads.withLock { (_) throws(StoreError) in
      let transaction: LMDBTransaction
      do throws(LMDBFailure) {
        transaction = try currentTransaction(handle.environment)
      } catch {
        throw StoreError(error, reading: path)
      }
      defer { transaction.abort() }
      return try body(handle, transaction)
    }
  }

  /// A transaction on a sealed store: an idle one, or a new one when all are in use.
  private func takeTransaction(_ handle: StoreHandle) throws(StoreError) -> LMDBTransaction {
    if let transaction = handle.idle.withLock({ $0.popLast() }) { return transaction }
    do throws(LMDBFailure) {
      return try LMDBTransaction(handle.environment, for: .reading)
    } catch {
      throw StoreError(error, reading: path)
    }
  }

  private func currentTransaction(_ environment: LMDBEnvironment) throws(LMDBFailure) -> LMDBTransaction {
    do throws(LMDBFailure) {
      return try LMDBTransaction(environment, for: .reading)
    } catch {
      guard error.isMapResized else { throw error }
      try environment.setMapSize(0)
      return try LMDBTransaction(environment, for: .reading)
    }
  }
}
