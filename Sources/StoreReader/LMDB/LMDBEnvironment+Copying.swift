internal import CLMDB

extension LMDBEnvironment {
  /// Writes what is committed into a new file, without free pages and with those of each database in order.
  ///
  /// Nothing may stand at `path`. The file is not forced to the disk.
  package func copyCompacted(to path: String) throws(LMDBFailure) {
    try LMDBFailure.check(mdb_env_copy2(handle, path, UInt32(MDB_CP_COMPACT)))
  }
}
