public import FractalCore
internal import Synchronization

/// An open store: a folder of assets, each a picture with a record and a specification, found by id in O(log n).
///
/// A sealed store is read without locks and without copies, by any number of threads and processes, also on read-only
/// media. An unsealed one is read with locks, in short transactions and as copies, while its writer goes on; then
/// ``count`` grows and ``root`` is nil. Do not open an unsealed store in the process that writes it: LMDB's locks
/// belong to processes.
public final class Store: Sendable {
  /// The store's folder, as it was given.
  public let path: String
  /// What the store said about itself when it was opened.
  public let header: StoreHeader
  /// Whether the store is finished: its meta says so and its seal lies beside it.
  public let isSealed: Bool

  let databases: StoreDatabases
  let environment: LMDBEnvironment
  /// Transactions on a sealed store that no reader uses at the moment.
  ///
  /// They see what can never change, so they stay open.
  let idle = Mutex<[LMDBTransaction]>([])
  /// Held during any read of an unsealed store: its map may have to grow, and no transaction may be open then.
  let unsealedReads = Mutex<Void>(())

  /// Opens the store in the folder `path`.
  ///
  /// - Throws: ``StoreError`` when there is none, when it is of another major version, truncated, contradicts its seal,
  ///   or may not be read. The store is never changed.
  public init(path: String) throws(StoreError) {
    self.path = path
    let hasSeal = try Self.inspect(path)
    let file = StoreFile.path(StoreFile.data, in: path)
    do throws(LMDBFailure) {
      environment = try Self.open(file, hasSeal: hasSeal)
      let transaction = try LMDBTransaction(environment, for: .reading)
      do throws(LMDBFailure) {
        databases = try StoreDatabases(in: transaction)
      } catch {
        throw error.isNotFound ? LMDBFailure.foreignFile : error
      }
      // Committed and not aborted, because that keeps the handles of the databases.
      try transaction.commit()
    } catch {
      throw StoreError(error, reading: path)
    }
    let transaction: LMDBTransaction
    do throws(LMDBFailure) {
      transaction = try LMDBTransaction(environment, for: .reading)
    } catch {
      throw StoreError(error, reading: path)
    }
    let header = try StoreHeader(from: databases, in: transaction, path: path)
    transaction.abort()
    guard header.state == .sealed || !hasSeal else {
      throw StoreError(
        .contradictorySeal,
        "\(path) has a \(StoreFile.seal), but its data say that it is unsealed: one of them is from another time")
    }
    isSealed = hasSeal
    var shown = header
    if !hasSeal {
      // Its writer ended between the last commit and the seal: not finished until it has been resumed.
      shown.state = .growing
      shown.root = nil
    }
    self.header = shown
  }

  /// The Merkle root; nil while the store is unsealed.
  public var root: Digest32? { header.root }

  /// How many assets there are: of an unsealed store, as many as are committed now.
  public var count: Int {
    guard !isSealed else { return header.count }
    let now = try? readUnsealed { (transaction) throws(StoreError) in
      try StoreHeader.committedCount(idRange: header.idRange, databases, in: transaction, path: path)
    }
    return now ?? header.count
  }

  /// The ids of the assets that there are.
  public var ids: Range<Int> { header.idRange.lowerBound..<header.idRange.lowerBound + count }

  /// Bytes of `assets.mdb`.
  public var fileSize: Int {
    get throws(StoreError) {
      do throws(SystemFailure) {
        return try FileDescriptor(reading: StoreFile.path(StoreFile.data, in: path)).size()
      } catch {
        throw StoreError(error, reading: path)
      }
    }
  }
}
