internal import CanonicalData
internal import FractalCore
internal import StoreReader
internal import Synchronization
internal import SystemIO

/// A view that is being written, under a name of its own; gone when its value goes without having been finished.
final class ViewFile: Sendable {
  private struct State: Sendable {
    var environment: LMDBEnvironment?
    var lock: WriterLock?
    /// The next value's key.
    var nextKey: UInt64 = 0
  }

  private let store: String
  private let header: ViewHeader
  private let draft: String
  private let images: LMDBDatabase
  private let checksums: LMDBDatabase
  private let state: Mutex<State>

  /// Begins a view of the store in the folder `store`.
  ///
  /// - Throws: ``StoreWriterError`` when another process is making the same view, or writing fails.
  init(store: String, header: ViewHeader) throws(StoreWriterError) {
    self.store = store
    self.header = header
    draft = Self.draft(store, header.size)
    let lock = try Self.lock(store, header.size)
    do throws(SystemFailure) {
      try FolderWriting.makeDraft(draft)
    } catch {
      lock.remove()
      throw StoreWriterError(error, writing: draft)
    }
    do throws(LMDBFailure) {
      let environment = try LMDBEnvironment(path: draft, mode: .drafting(mapSize: Self.mapSize(header)))
      let transaction = try LMDBTransaction(environment, for: .writing)
      let meta = try LMDBDatabase(named: ViewDatabase.meta.rawValue, in: transaction, options: .create)
      images = try LMDBDatabase(named: ViewDatabase.img.rawValue, in: transaction, options: .create)
      checksums = try LMDBDatabase(named: ViewDatabase.sum.rawValue, in: transaction, options: .create)
      for (key, value) in header.entries { try meta.put(value, at: Array(key.rawValue.utf8), in: transaction) }
      try transaction.commit()
      state = Mutex(State(environment: environment, lock: lock))
    } catch {
      FolderWriting.removeDraft(draft)
      lock.remove()
      throw StoreWriterError(error, writing: draft)
    }
  }

  private static func draft(_ store: String, _ size: Int) -> String {
    FolderWriting.path(".\(StoreFile.view(size)).new", in: store)
  }

  private static func lockFile(_ store: String, _ size: Int) -> String {
    FolderWriting.path(".\(StoreFile.view(size)).lock", in: store)
  }

  private static func lock(_ store: String, _ size: Int) throws(StoreWriterError) -> WriterLock {
    try WriterLock(store: FolderWriting.path(StoreFile.view(size), in: store), lockFile: lockFile(store, size))
  }

  /// Removes what a maker of a view left that was killed when the view had its name already.
  static func removeRemains(store: String, size: Int) {
    guard (try? PathKind(of: lockFile(store, size))) == .file, let lock = try? lock(store, size) else { return }
    FolderWriting.removeDraft(draft(store, size))
    lock.remove()
  }

  deinit {
    state.withLock { state in
      guard state.lock != nil else { return }
      state.environment = nil
      FolderWriting.removeDraft(draft)
      state.lock?.remove()
    }
  }

  /// Appends pictures in the order of their ids, in one transaction: whole values, but for the view's last ones.
  func append(_ pictures: [Picture]) throws(StoreWriterError) {
    guard !pictures.isEmpty else { return }
    try state.withLock { (state) throws(StoreWriterError) in
      guard let environment = state.environment else { return }
      do throws(LMDBFailure) {
        let transaction = try LMDBTransaction(environment, for: .writing)
        for first in stride(from: 0, to: pictures.count, by: header.packing) {
          var value: [UInt8] = []
          value.reserveCapacity(header.packing * header.shape.byteCount)
          for picture in pictures[first..<min(first + header.packing, pictures.count)] { value += picture.pixels }
          var sum = CanonicalWriter()
          sum.write(Checksum.crc32c(value))
          try images.put(value, at: state.nextKey, .last, in: transaction)
          try checksums.put(sum.bytes, at: state.nextKey, .last, in: transaction)
          state.nextKey += 1
        }
        try transaction.commit()
      } catch {
        throw StoreWriterError(error, writing: draft)
      }
    }
  }

  /// Sees the whole view onto the disk and gives it its name; returns the bytes of its file.
  func finish(as path: String) throws(StoreWriterError) -> Int {
    try state.withLock { (state) throws(StoreWriterError) in
      guard let environment = state.environment else { return 0 }
      do throws(LMDBFailure) {
        try environment.fitFile()
        try environment.synchronize()
      } catch {
        throw StoreWriterError(error, writing: draft)
      }
      state.environment = nil
      do throws(SystemFailure) {
        let size = try FileDescriptor(reading: draft).size()
        try FolderWriting.move(draft, to: path, inFolder: store)
        // Under the lock still, so that no other builder is in between.
        state.lock?.remove()
        state.lock = nil
        return size
      } catch {
        throw StoreWriterError(error, writing: path)
      }
    }
  }

  /// Bytes of address space to reserve: the values' pages and their checksums, a quarter more, and slack.
  private static func mapSize(_ header: ViewHeader) -> Int {
    let page = 4096
    let valuePages = (header.packing * header.shape.byteCount + 2 * page) / page
    let values = (header.idRange.count + header.packing - 1) / header.packing
    return (values * (valuePages * page + 256) * 5 / 4 + (64 << 20)) / page * page
  }
}
