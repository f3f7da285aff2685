internal import CLMDB
internal import SystemIO

/// One open LMDB file; closed when the last user of it goes.
///
/// A process must not have the same file open twice with locks: closing one would drop the locks of the other.
package final class LMDBEnvironment: @unchecked Sendable {
  // LMDB guards the environment itself; what it does not guard (setting the map's size) its callers order.
  let handle: OpaquePointer

  /// How a file is opened.
  package enum Mode: Sendable {
    /// A file that never changes: no locks, no read-ahead.
    case sealed
    /// A file that a writer may be changing, registered in its table of readers.
    case shared
    /// A file that no writer changes meanwhile, which the caller ensures: no lock file.
    case sharedWithoutLocks
    /// For writing, with a map of at least this many bytes. Never MDB_WRITEMAP: a full disk would end the process.
    case writing(mapSize: Int)
    /// For writing a file that no other process looks at, and that is thrown away when this one ends early: no locks, and
    /// nothing is forced onto the disk before ``synchronize()``.
    case drafting(mapSize: Int)
  }

  /// The most named databases that a store has, with room for later ones.
  static let databaseLimit: UInt32 = 16
  /// Readers at once, over all processes: LMDB's default of 126 is too few for a machine full of data loaders.
  private static let readerLimit: UInt32 = 1022

  /// Opens the file at `path`; in ``Mode/writing(mapSize:)`` it is created when missing.
  package init(path: String, mode: Mode) throws(LMDBFailure) {
    var opened: OpaquePointer?
    try LMDBFailure.check(mdb_env_create(&opened))
    guard let opened else { throw LMDBFailure(code: MDB_PANIC) }
    self.handle = opened
    // From here on deinit closes the handle, also when an error is thrown.
    try LMDBFailure.check(mdb_env_set_maxdbs(opened, Self.databaseLimit))
    try LMDBFailure.check(mdb_env_set_maxreaders(opened, Self.readerLimit))
    var flags = MDB_NOSUBDIR | MDB_NOTLS
    switch mode {
    case .sealed:
      flags |= MDB_RDONLY | MDB_NOLOCK | MDB_NORDAHEAD
      // LMDB makes of it what the file's content needs; the room that was reserved for a writer may be more than there is.
      try LMDBFailure.check(mdb_env_set_mapsize(opened, 1 << 16))
    case .shared:
      try Self.reserveLockFile(of: path)
      flags |= MDB_RDONLY
    case .sharedWithoutLocks:
      flags |= MDB_RDONLY | MDB_NOLOCK
      try LMDBFailure.check(mdb_env_set_mapsize(opened, 1 << 16))
    case .drafting(let mapSize):
      flags |= MDB_NOLOCK | MDB_NOSYNC
      try LMDBFailure.check(mdb_env_set_mapsize(opened, mapSize))
    case .writing(let mapSize):
      try Self.reserveLockFile(of: path)
      try LMDBFailure.check(mdb_env_set_mapsize(opened, mapSize))
    }
    try LMDBFailure.check(mdb_env_open(opened, path, UInt32(flags), 0o644))
  }

  deinit { mdb_env_close(handle) }

  /// Bytes of LMDB's lock file: a head of two cache lines, and a cache line for each reader and one more.
  private static let lockFileSize = (Int(readerLimit) + 2) * 64

  /// Makes the lock file with room on the disk: LMDB makes it sparse and touches it in the map, which on a full disk ends the
  /// process with SIGBUS.
  private static func reserveLockFile(of path: String) throws(LMDBFailure) {
    #if os(Linux)
      do throws(SystemFailure) { try FileDescriptor(own: path + "-lock").reserve(lockFileSize) } catch {
        throw LMDBFailure(code: error.code)
      }
    #endif
  }

  /// Bytes that the map spans: the most that the file can grow to.
  package var mapSize: Int { Int(info.me_mapsize) }

  /// Bytes that the file must have, by the last page in use of the newest committed state.
  package var requiredFileSize: Int { (Int(info.me_last_pgno) + 1) * pageSize }

  /// Bytes of one page.
  package var pageSize: Int {
    var stat = MDB_stat()
    mdb_env_stat(handle, &stat)
    return Int(stat.ms_psize)
  }

  /// The file's descriptor, owned by LMDB.
  package var fileDescriptor: Int32 {
    var descriptor: Int32 = -1
    mdb_env_get_fd(handle, &descriptor)
    return descriptor
  }

  /// Makes the map span `bytes`, or with 0 what another process has made of it.
  ///
  /// No transaction of this process may be open on it.
  package func setMapSize(_ bytes: Int) throws(LMDBFailure) {
    try LMDBFailure.check(mdb_env_set_mapsize(handle, bytes))
  }

  /// Forces everything committed onto the disk.
  package func synchronize() throws(LMDBFailure) {
    try LMDBFailure.check(mdb_env_sync(handle, 1))
  }

  /// Frees the slots of readers that died in a transaction.
  package func clearDeadReaders() throws(LMDBFailure) {
    var cleared: Int32 = 0
    try LMDBFailure.check(mdb_reader_check(handle, &cleared))
  }

  private var info: MDB_envinfo {
    var info = MDB_envinfo()
    mdb_env_info(handle, &info)
    return info
  }
}
