internal import FractalCore

extension StoreHeader {
  /// Reads the header of the store at `path`, and how many assets are committed, in one transaction.
  package init(
    from databases: StoreDatabases, in transaction: LMDBTransaction, path: String
  ) throws(StoreError) {
    var values: [Entry: [UInt8]] = [:]
    do throws(LMDBFailure) {
      for entry in Entry.allCases {
        values[entry] = try databases.meta.bytes(of: entry.rawValue.utf8, in: transaction)
      }
    } catch {
      throw StoreError(error, reading: path)
    }
    do throws(Malformed) {
      try self.init { values[$0] }
    } catch {
      throw Self.storeError(error, path: path)
    }
    if state == .growing {
      count = try Self.committedCount(idRange: idRange, databases, in: transaction, path: path)
    }
  }

  /// How many assets of the range are committed, by the database `prog`.
  package static func committedCount(
    idRange: Range<Int>, _ databases: StoreDatabases, in transaction: LMDBTransaction, path: String
  ) throws(StoreError) -> Int {
    let next: UInt64
    do throws(LMDBFailure) {
      guard let value = try databases.progress.value(of: UInt64(idRange.lowerBound), in: transaction) else { return 0 }
      next = value.count == 8 ? UInt64(littleEndian: value.loadUnaligned(as: UInt64.self)) : .max
    } catch {
      throw StoreError(error, reading: path)
    }
    guard let next = Int(exactly: next), (idRange.lowerBound...idRange.upperBound).contains(next) else {
      throw StoreError(.damaged, "the store \(path) is damaged: its progress is outside of its range of ids")
    }
    return next - idRange.lowerBound
  }

  private static func storeError(_ malformed: Malformed, path: String) -> StoreError {
    switch malformed {
    case .newerMajor(let schema):
      StoreError(
        .newerVersion,
        "\(path) has the store format \(schema), and this program reads \(StoreSchema.current.major).x: "
          + (schema.major > StoreSchema.current.major ? "update fernery" : "make the store anew"))
    case .entry(let name):
      StoreError(.damaged, "the store \(path) is damaged: its entry '\(name.rawValue)' is missing or malformed")
    }
  }
}
