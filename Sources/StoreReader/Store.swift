public import FractalCore
internal import SystemIO

/// An open store: a folder of assets, each a picture with a record and a specification.
///
/// A sealed store is read without copies, by any number of threads and processes, also on read-only media; a picture is found
/// by its id in O(1). An unsealed one is read as copies while its writer goes on; then ``count`` grows and ``root`` is nil.
/// Neither takes a lock, nor makes or changes any file.
///
/// A store may be used after a fork, in the parent and in the child: the map belongs to both. Damage is an error and never
/// ends the process, as long as nobody makes the file shorter.
public final class Store: Sendable {
  /// The store's folder, as it was given.
  public let path: String
  /// The store's header when it was opened.
  public let header: StoreHeader
  /// Whether the store is finished: its meta says so and its seal lies beside it.
  public let isSealed: Bool

  /// The access to the assets.
  enum Content: Sendable {
    /// The state that never changes, and where pixels lie in it.
    case sealed(CommittedTrees<StoreDatabase>, PixelTable)
    /// The file, whose newest state is looked for at each read.
    case growing(FileDescriptor)
  }

  let content: Content

  /// Opens the store in the folder `path`; O(1).
  ///
  /// - Throws: ``StoreError`` when there is none, when it is of another major version, truncated, contradicts its seal,
  ///   or may not be read. The store is never changed.
  public init(path: String) throws(StoreError) {
    self.path = path
    let (file, hasSeal) = try Self.open(path)
    guard hasSeal else {
      var header = try Self.readGrowing(file, of: path) { (trees) throws(StoreError) in
        try StoreHeader(from: trees, path: path)
      }
      // If the data say that it is sealed, its writer ended between the last commit and the seal: not finished until it
      // has
      // been resumed.
      header.state = .growing
      header.root = nil
      (self.header, isSealed, content) = (header, false, .growing(file))
      return
    }
    let trees = try Self.trees(file, of: path)
    header = try StoreHeader(from: trees, path: path)
    guard header.state == .sealed else {
      throw StoreError(
        .contradictorySeal,
        "\(path) has a \(StoreFile.seal), but its data say that it is unsealed: one of them is from another time")
    }
    isSealed = true
    do throws(PageDamage) {
      let table = try PixelTable(
        trees[.img], in: trees.map, file: file, path: FolderWriting.path(StoreFile.data, in: path), ids: header.idRange,
        pictureBytes: header.shape.byteCount, firstKey: header.idRange.lowerBound, packing: 1)
      content = .sealed(trees, table)
    } catch {
      throw StoreError(error, reading: path)
    }
  }

  /// The Merkle root; nil while the store is unsealed.
  public var root: SHA256Digest? { header.root }

  /// How many assets there are: of an unsealed store, as many as are committed now.
  public var count: Int {
    guard !isSealed else { return header.count }
    let now = try? read { (trees) throws(StoreError) in
      try StoreHeader.committedCount(idRange: header.idRange, trees, path: path)
    }
    return now ?? header.count
  }

  /// The ids of the assets that there are.
  public var ids: Range<Int> { header.idRange.lowerBound..<header.idRange.lowerBound + count }

  /// Bytes of `assets.mdb`: of a sealed store those of its pages, which are all.
  public var fileSize: Int {
    get throws(StoreError) {
      switch content {
      case .sealed(let trees, _): return trees.map.size
      case .growing(let file):
        do throws(SystemFailure) {
          return try file.size()
        } catch {
          throw StoreError(error, reading: path)
        }
      }
    }
  }
}
