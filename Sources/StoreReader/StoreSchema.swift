/// The version of the on-disk contract (Store/FORMAT.md).
///
/// Another major version is another contract; a newer minor one adds what an older reader may ignore.
public struct StoreSchema: Sendable, Hashable, CustomStringConvertible {
  public var major: UInt32
  public var minor: UInt32

  public init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }

  /// The schema that this program writes.
  public static let current = StoreSchema(major: 1, minor: 0)

  public var description: String { "\(major).\(minor)" }
}

/// The names in a store's folder.
package enum StoreFile {
  package static let data = "assets.mdb"
  /// Made by LMDB beside the data while the store is unsealed.
  package static let dataLock = "assets.mdb-lock"
  package static let seal = "seal.json"
  package static let writerLock = "writer.lock"
}

/// The named databases of `assets.mdb`.
package enum StoreDatabase: String, TreeName {
  case meta, cat, img, rec, hash, attr, prog

  /// Sorted duplicates, all of one size, in `hash` (MDB_DUPSORT, MDB_DUPFIXED).
  package var flags: UInt16 { self == .hash ? 0x14 : 0 }
}

/// All named databases of an open store.
package struct StoreDatabases: Sendable {
  private let all: [LMDBDatabase]

  /// Opens them all, or fails with the first that is missing.
  package init(in transaction: LMDBTransaction, creating: Bool = false) throws(LMDBFailure) {
    var all: [LMDBDatabase] = []
    for name in StoreDatabase.allCases {
      var options: LMDBDatabase.Options = creating ? .create : []
      if name == .hash { options.insert(.sortedDuplicates) }
      all.append(try LMDBDatabase(named: name.rawValue, in: transaction, options: options))
    }
    self.all = all
  }

  package var meta: LMDBDatabase { all[0] }
  package var catalog: LMDBDatabase { all[1] }
  package var images: LMDBDatabase { all[2] }
  package var records: LMDBDatabase { all[3] }
  package var hashes: LMDBDatabase { all[4] }
  package var attributes: LMDBDatabase { all[5] }
  package var progress: LMDBDatabase { all[6] }
}
