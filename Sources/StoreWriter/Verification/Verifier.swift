public import FractalCore
internal import StoreReader
internal import SystemIO

/// Verifies a store: finds every byte that was altered since it was sealed, and says which assets that damaged.
///
/// First the seal's own digest and the file's size are compared, then, in a process of its own, the checksum of every
/// MiB and everything that the committed state leads to: pages, header, catalog, records, pixels by CRC-32C and SHA-256,
/// indexes, and the Merkle root; then the views. What is committed of an unsealed store is examined without what the
/// seal says.
public struct Verifier: Sendable {
  /// The store's folder.
  public let path: String
  /// Leave out the pixels, the specifications and the indexes: the root is computed from the records alone.
  public var isQuick = false
  /// Threads to work with.
  public var threads = Parallel.processorCount
  /// The program that walks the pages, and its arguments before those of ``ExaminationProcess``; nil to walk them in
  /// this process, which then ends if LMDB trips over damaged pages, or a page cannot be read that could be a moment before.
  public var walker: [String]?
  /// Look at the data of a sealed store by themselves, whatever seal lies beside them.
  var ignoresSeal = false

  /// A verifier of the store in the folder `path`.
  public init(path: String) {
    self.path = path
  }

  /// Verifies.
  ///
  /// - Returns: what was found; nil if the monitor cancelled.
  /// - Throws: `StoreError` when there is no store, or it is of another major version, or may not be read;
  ///   ``StoreWriterError`` when it is being written.
  public func run(monitor: TaskMonitor = .silent) throws -> VerificationReport? {
    let files = try StoreFiles(path)
    let lock = files.hasSeal ? nil : try lockUnsealed()
    defer { lock?.remove() }
    let isSealed = files.hasSeal && !ignoresSeal
    var report = VerificationReport(path: path, isSealed: isSealed, isQuick: isQuick, byteCount: files.dataSize ?? 0)
    var seal: Seal?
    if isSealed {
      do throws(StoreWriterError) {
        seal = try Seal(readingStore: path)
      } catch {
        guard error.code == .damaged else { throw error }
        report.damage.append(StoreDamage(.seal, error.message))
      }
    }
    if let seal { try compareSize(seal, &report) }
    guard files.dataSize != nil else {
      report.damage.append(StoreDamage(.file, "\(path) has no \(StoreFile.data)"))
      return report
    }
    let examination = ExaminationProcess(
      path: path, isSealed: isSealed, isQuick: isQuick, ignoresSeal: ignoresSeal, threads: threads, seal: seal)
    let before = transaction
    let found = try examination.run(walker: walker, monitor: monitor)
    guard !monitor.isCancelled() else { return nil }
    guard files.hasSeal || transaction == before else {
      throw StoreWriterError(
        .sourceChanged, "\(path) was written while it was verified: wait until what writes it has ended")
    }
    report.damage += found.damage
    (report.count, report.root) = (found.facts.count, found.facts.root)
    report.contentIsSound = found.damage.allSatisfy { $0.part == .view || $0.part == .block } && found.facts.isComplete
    return report
  }

  private func compareSize(_ seal: Seal, _ report: inout VerificationReport) throws {
    guard seal.schema.major == StoreSchema.current.major else {
      throw StoreError(
        .newerVersion,
        "\(path) has the store format \(seal.schema), and this program reads \(StoreSchema.current.major).x: "
          + (seal.schema.major > StoreSchema.current.major ? "update fernery" : "make the store anew"))
    }
    if report.byteCount != seal.fileSize {
      report.damage.append(
        StoreDamage(
          .file, "\(StoreFile.data) has \(report.byteCount) bytes and should have \(seal.fileSize)"))
    }
  }

  /// The number of the newest commit, which tells whether one came between; nil where it cannot be read.
  private var transaction: UInt64? {
    let file = try? FileDescriptor.regular(FolderWriting.path(StoreFile.data, in: path))
    return file.flatMap { try? LMDBFileHeader(written: $0)?.transaction }
  }

  /// Keeps writers away, whose commits would change pages under the walk.
  ///
  /// Nil where nobody can write, and in a folder of another user, in which nothing is made or locked: there a commit is told by
  /// its number.
  private func lockUnsealed() throws(StoreWriterError) -> WriterLock? {
    guard (try? FolderWriting.isOwnFolder(PathKind.absolute(path))) == true else { return nil }
    do throws(StoreWriterError) {
      return try WriterLock(store: path, lockFile: FolderWriting.path(StoreFile.writerLock, in: path))
    } catch {
      guard [.permissionDenied, .noSpace, .foreignLock].contains(error.code) else { throw error }
      return nil
    }
  }
}

/// Which files of a store are there.
struct StoreFiles {
  let hasSeal: Bool
  /// Bytes of the data file; nil when there is none.
  let dataSize: Int?

  /// - Throws: `StoreError` when nothing there is a store's.
  init(_ path: String) throws(StoreError) {
    do {
      switch try PathKind(of: path) {
      case .missing: throw StoreError(.noSuchStore, "no store at \(path): there is no such folder")
      case .file: throw StoreError(.notAStore, "\(path) is no store: a store is a folder, and this is a file")
      case .folder: break
      }
      hasSeal = try PathKind(of: FolderWriting.path(StoreFile.seal, in: path)) == .file
      let data = FolderWriting.path(StoreFile.data, in: path)
      dataSize = try PathKind(of: data) == .file ? Self.size(data) : nil
    } catch let error as StoreError {
      throw error
    } catch let failure as SystemFailure {
      throw StoreError(failure, reading: path)
    } catch {
      throw StoreError(.inputOutput, "cannot read \(path)")
    }
    guard hasSeal || dataSize != nil else {
      throw StoreError(.notAStore, "\(path) is no store: it has no \(StoreFile.data)")
    }
  }

  /// Bytes of a file; nil of what is no regular one.
  private static func size(_ path: String) throws(SystemFailure) -> Int? {
    do throws(SystemFailure) {
      return try FileDescriptor.regular(path).size()
    } catch {
      guard error.isOtherKind else { throw error }
      return nil
    }
  }
}
