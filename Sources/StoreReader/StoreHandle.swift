internal import FractalCore
internal import Synchronization

/// A store's file as one process has it open.
final class StoreHandle: Sendable {
  let environment: LMDBEnvironment
  let databases: StoreDatabases
  /// What the store says about itself; unsealed while its seal is missing.
  let header: StoreHeader
  /// Where the pixels of a sealed store lie; nil of another.
  let pixels: PixelTable?
  /// Transactions on a sealed store that no reader uses at the moment.
  ///
  /// They see what can never change, so they stay open.
  let idle = Mutex<[LMDBTransaction]>([])
  /// Held during any read of an unsealed store: its map may have to grow, and no transaction may be open then.
  let unsealedReads = Mutex<Void>(())

  /// Opens the store in the folder `path`; O(1).
  init(path: String) throws(StoreError) {
    let hasSeal = try Store.inspect(path)
    let file = StoreFile.path(StoreFile.data, in: path)
    do throws(LMDBFailure) {
      environment = try Store.open(file, hasSeal: hasSeal)
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
    var header = try StoreHeader(from: databases, in: transaction, path: path)
    transaction.abort()
    guard header.state == .sealed || !hasSeal else {
      throw StoreError(
        .contradictorySeal,
        "\(path) has a \(StoreFile.seal), but its data say that it is unsealed: one of them is from another time")
    }
    if !hasSeal {
      // Its writer ended between the last commit and the seal: not finished until it has been resumed.
      header.state = .growing
      header.root = nil
    }
    self.header = header
    do throws(LMDBFailure) {
      pixels =
        hasSeal
        ? try PixelTable(
          databases.images, in: environment, path: file, ids: header.idRange, pictureBytes: header.shape.byteCount,
          firstKey: header.idRange.lowerBound, packing: 1) : nil
    } catch {
      throw StoreError(error, reading: path)
    }
  }
}
