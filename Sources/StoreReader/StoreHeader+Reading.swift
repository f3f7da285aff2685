internal import FractalCore

extension StoreHeader {
  /// Reads the header of the store at `path`, and how many assets are committed.
  package init(from trees: CommittedTrees<StoreDatabase>, path: String) throws(StoreError) {
    var values: [Entry: [UInt8]] = [:]
    do throws(PageDamage) {
      for entry in Entry.allCases { values[entry] = try trees.bytes(of: entry.rawValue, in: .meta) }
    } catch {
      throw StoreError(error, reading: path)
    }
    do throws(Malformed) {
      try self.init { values[$0] }
    } catch {
      throw Self.storeError(error, path: path)
    }
    if state == .growing { count = try Self.committedCount(idRange: idRange, trees, path: path) }
  }

  /// How many assets of the range are committed, by the database `prog`.
  static func committedCount(
    idRange: Range<Int>, _ trees: CommittedTrees<StoreDatabase>, path: String
  ) throws(StoreError) -> Int {
    let next: UInt64
    do throws(PageDamage) {
      guard let value = try trees.value(of: UInt64(idRange.lowerBound), in: .prog) else { return 0 }
      next = value.count == 8 ? value.number(at: 0) : .max
    } catch {
      throw StoreError(error, reading: path)
    }
    guard let next = Int(exactly: next), (idRange.lowerBound...idRange.upperBound).contains(next) else {
      throw StoreError(damaged: "its progress is outside of its range of ids", reading: path)
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
      StoreError(damaged: "its entry '\(name.rawValue)' is missing or malformed", reading: path)
    }
  }
}
