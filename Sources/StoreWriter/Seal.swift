internal import CanonicalData
public import FractalCore
public import StoreReader
internal import SystemIO

/// The proof that lies beside a finished store's data, as `seal.json`.
///
/// LMDB notices no flipped bit, and a damaged meta page silently serves an older state. The seal names the size of the
/// file and the checksum of every MiB of it, free pages included, so that any change shows.
public struct Seal: Sendable, Hashable {
  /// The version of the on-disk contract.
  public var schema: StoreSchema
  /// The program that made the store.
  public var generatorVersion: String
  /// The version of the code that pixels and records depend on.
  public var rendererVersion: UInt32
  /// The Merkle root.
  public var root: SHA256Digest
  /// How many assets there are.
  public var count: Int
  /// The header's plan, catalog and shape; nil in older seals.
  public var origin: SealedOrigin?
  /// Bytes of `assets.mdb`.
  public var fileSize: Int
  /// CRC-32C of every block of ``blockSize`` bytes, the last one shorter.
  public var blockChecksums: [UInt32]

  /// Bytes that one checksum covers.
  public static let blockSize = 1 << 20

  /// Bytes that `seal.json` may have: those of a store of more than 10 TiB.
  private static let largestFile = 128 << 20

  /// The seal of a header whose store is complete, over the file at `dataPath`; reads all of it.
  ///
  /// - Parameter monitor: told of the phase `sealing`, in blocks, which are MiB.
  init(
    header: StoreHeader, root: SHA256Digest, dataPath: String, monitor: TaskMonitor = .silent
  ) throws(SystemFailure) {
    let file = try FileDescriptor(reading: dataPath)
    schema = header.schema
    generatorVersion = header.generatorVersion
    rendererVersion = header.rendererVersion
    self.root = root
    count = header.idRange.count
    origin = SealedOrigin(header)
    fileSize = try file.size()
    blockChecksums = []
    let blocks = (fileSize + Self.blockSize - 1) / Self.blockSize
    var buffer = FileBuffer(file, capacity: Self.blockSize)
    monitor.report("sealing", 0, blocks)
    for block in 0..<blocks {
      let offset = block * Self.blockSize
      let count = min(Self.blockSize, fileSize - offset)
      guard let sum = buffer.read(at: offset, count: count, { Checksum.crc32c($0) }) else { throw .last }
      blockChecksums.append(sum)
      monitor.report("sealing", block + 1, blocks)
    }
  }

  /// The seal of the store in the folder `path`.
  ///
  /// - Throws: ``StoreWriterError``: `damaged` when there is none, or its own digest does not fit it; others when it may be
  ///   sound and could not be read.
  public init(readingStore path: String) throws(StoreWriterError) {
    let file = FolderWriting.path(StoreFile.seal, in: path)
    let bytes: [UInt8]
    do throws(SystemFailure) {
      let descriptor = try FileDescriptor.regular(file)
      let size = try descriptor.size()
      guard size <= Self.largestFile else { throw SystemFailure.tooLarge }
      bytes = try descriptor.read(at: 0, count: size)
    } catch {
      guard error.isDamage else { throw StoreWriterError(error, reading: file) }
      throw StoreWriterError(.damaged, "cannot read the seal \(file)", cause: error.cause)
    }
    guard let seal = Seal(json: bytes) else {
      throw StoreWriterError(.damaged, "the seal \(file) is damaged: it does not have the digest that it names")
    }
    self = seal
  }

  /// The seal of the store in the folder `path`; nil where it is damaged.
  ///
  /// - Throws: what the system refused; that says nothing of the seal.
  static func ifSound(_ path: String) throws(SystemFailure) -> Seal? {
    do throws(StoreWriterError) {
      return try Seal(readingStore: path)
    } catch {
      guard error.code != .damaged, let code = error.cause?.code else { return nil }
      throw SystemFailure(code: code)
    }
  }
}
