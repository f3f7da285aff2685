public import FractalCore
internal import Synchronization

/// An open store: a folder of assets, each a picture with a record and a specification.
///
/// A sealed store is read without locks and without copies, by any number of threads and processes, also on read-only
/// media; a picture is found by its id in O(1). An unsealed one is read with locks, in short transactions and as copies,
/// while its writer goes on; then ``count`` grows and ``root`` is nil. Do not open an unsealed store in the process that
/// writes it: LMDB's locks belong to processes.
///
/// A store may be used after a fork, in the parent and in the child: the child opens the file anew when it first reads.
public final class Store: Sendable {
  /// The store's folder, as it was given.
  public let path: String
  /// What the store said about itself when it was opened.
  public let header: StoreHeader
  /// Whether the store is finished: its meta says so and its seal lies beside it.
  public let isSealed: Bool

  /// The folder wherever the process goes.
  private let location: String
  private let handles: PerProcess<StoreHandle>

  /// Opens the store in the folder `path`; O(1).
  ///
  /// - Throws: ``StoreError`` when there is none, when it is of another major version, truncated, contradicts its seal,
  ///   or may not be read. The store is never changed.
  public init(path: String) throws(StoreError) {
    self.path = path
    let handle = try StoreHandle(path: path)
    location = PathKind.absolute(path)
    header = handle.header
    isSealed = handle.header.state == .sealed
    handles = PerProcess(handle)
  }

  /// The file as this process has it open: opened anew after a fork.
  func handle() throws(StoreError) -> StoreHandle {
    try handles.current { () throws(StoreError) in
      let handle = try StoreHandle(path: location)
      guard handle.header.continues(header) else {
        throw StoreError(
          .replaced, "another store stands at \(path) since it was opened, and a forked process needs it: open it anew")
      }
      return handle
    }
  }

  /// The Merkle root; nil while the store is unsealed.
  public var root: Digest32? { header.root }

  /// How many assets there are: of an unsealed store, as many as are committed now.
  public var count: Int {
    guard !isSealed else { return header.count }
    let now = try? readUnsealed { (handle, transaction) throws(StoreError) in
      try StoreHeader.committedCount(idRange: header.idRange, handle.databases, in: transaction, path: path)
    }
    return now ?? header.count
  }

  /// The ids of the assets that there are.
  public var ids: Range<Int> { header.idRange.lowerBound..<header.idRange.lowerBound + count }

  /// Bytes of `assets.mdb`.
  public var fileSize: Int {
    get throws(StoreError) {
      do throws(SystemFailure) {
        return try FileDescriptor(reading: StoreFile.path(StoreFile.data, in: location)).size()
      } catch {
        throw StoreError(error, reading: path)
      }
    }
  }
}

extension StoreHeader {
  /// Whether this is the same store as `earlier`, perhaps grown or sealed since.
  fileprivate func continues(_ earlier: StoreHeader) -> Bool {
    if let root = earlier.root { return root == self.root && shape == earlier.shape && idRange == earlier.idRange }
    return planHash == earlier.planHash && catalogHash == earlier.catalogHash && shape == earlier.shape
      && idRange == earlier.idRange
  }
}
