public import FractalCore
public import StoreReader
internal import Synchronization
internal import SystemIO

/// Makes a view of a sealed store: all its pictures in another size, in a file beside its data.
///
/// The view depends on the store and the size alone. It is written beside its place and renamed when it is complete, so
/// that it is there whole or not at all; an earlier one, also of another store, is replaced.
public struct ViewBuilder: Sendable {
  /// The store's folder.
  public let path: String
  /// The side of the pictures, or their shorter side: within `ViewLayout.sizes`.
  public let size: Int
  /// Threads that resize.
  public var threads = Parallel.processorCount

  /// A builder of the view of `size` of the store at `path`.
  public init(path: String, size: Int) {
    self.path = path
    self.size = size
  }

  /// How a run ended.
  public struct Outcome: Sendable, Hashable {
    /// The view's file.
    public var path: String
    /// The layout of its pictures.
    public var layout: ViewLayout
    /// How many there are.
    public var count: Int
    /// Bytes of the file; nil if the run was stopped before the end, which leaves no file.
    public var fileSize: Int?
    /// Whether it stood there already.
    public var stoodAlready = false
  }

  /// Pictures that are resized before they are written: a batch of about so many bytes of the view.
  private static let batchBytes = 16 << 20

  /// Makes the view, or finds that it stands already.
  ///
  /// - Throws: `StoreError` when the store cannot be read, is not sealed or can have no such view, ``StoreWriterError``
  ///   when another process is making it or writing fails. Then nothing has changed.
  public func run(monitor: TaskMonitor = .silent) throws -> Outcome {
    // Views may be made side by side, but not while the store is exchanged.
    let lock = try Self.lock(path)
    defer { lock?.remove() }
    let before = try? OpenFolder(following: path)
    let outcome = try make(monitor)
    guard lock != nil || before?.isNamed(by: PathKind.absolute(path)) == true else {
      throw StoreWriterError(
        .sourceChanged, "\(path) was exchanged while its view was made: run the same command again")
    }
    return outcome
  }

  /// Keeps the store from being exchanged; nil where no lock can be made beside it, nor a successor.
  private static func lock(_ path: String) throws(StoreWriterError) -> WriterLock? {
    guard (try? PathKind(of: path)) == .folder else { return nil }
    do throws(StoreWriterError) {
      return try WriterLock.changing(StoreStaging.place(path), isShared: true)
    } catch {
      guard error.code != .permissionDenied, error.cause?.code != SystemFailure.longName.code else { return nil }
      throw error
    }
  }

  /// Makes the view while a lock keeps changes of the store away.
  func make(_ monitor: TaskMonitor) throws -> Outcome {
    let store = try Store(path: path)
    guard let root = store.root else {
      throw StoreError(
        .noSuchView, "\(path) is not finished and can have no views: run its generate command again")
    }
    let layout = try ViewLayout(of: store.header.shape, size: size)
    var outcome = Outcome(path: FolderWriting.path(StoreFile.view(size), in: path), layout: layout, count: store.count)
    // One that is damaged, or of another store, is replaced.
    let stands = (try? PathKind(of: outcome.path)) == .file
    if stands, try isSound(store) {
      ViewFile.removeRemains(store: path, size: size)
      outcome.fileSize = try fileSize(outcome.path)
      outcome.stoodAlready = true
      return outcome
    }
    let header = ViewHeader(layout: layout, root: root, idRange: store.header.idRange)
    let file = try ViewFile(store: path, header: header)
    guard try fill(file, from: store, layout, monitor) else { return outcome }
    outcome.fileSize = try file.finish(as: outcome.path)
    return outcome
  }

  /// Whether the view that stands there is whole and the store's.
  private func isSound(_ store: Store) throws -> Bool {
    do throws(SystemFailure) {
      return try ViewExamination(path: path, header: store.header).problem(size) == nil
    } catch {
      throw StoreWriterError(error, reading: FolderWriting.path(StoreFile.view(size), in: path))
    }
  }

  /// Resizes and writes all pictures; while one batch is resized, the one before it is written.
  ///
  /// - Returns: whether all are written; false if the monitor cancelled.
  private func fill(_ file: ViewFile, from store: Store, _ layout: ViewLayout, _ monitor: TaskMonitor) throws -> Bool {
    let resampling = try Resampling(from: store.header.shape, height: layout.shape.height, width: layout.shape.width)
    let ids = store.ids
    let pictures = max(1, Self.batchBytes / layout.shape.byteCount)
    let batch = (pictures + layout.packing - 1) / layout.packing * layout.packing
    var waiting: [Picture] = []
    for first in stride(from: ids.lowerBound, to: ids.upperBound, by: batch) {
      let wanted = first..<min(first + batch, ids.upperBound)
      let results = OrderedResults<Picture>(count: wanted.count)
      let writing = waiting
      let failure = Mutex<StoreWriterError?>(nil)
      Parallel.both {
        do throws(StoreWriterError) { try file.append(writing) } catch { failure.withLock { $0 = error } }
      } _: {
        Parallel.forEach(wanted.count, threads: threads) { place, _ in
          guard !monitor.isCancelled(), !results.hasFailed else { return }
          do {
            results.finish(place, with: try resampling(store.pixels(of: wanted.lowerBound + place))) {
              monitor.report("resizing", wanted.lowerBound - ids.lowerBound + $0, ids.count)
            }
          } catch {
            results.fail(error)
          }
        }
      }
      if let error = failure.withLock({ $0 }) { throw error }
      waiting = try results.prefix()
      guard waiting.count == wanted.count else { return false }
    }
    try file.append(waiting)
    return true
  }

  private func fileSize(_ path: String) throws(StoreWriterError) -> Int {
    do throws(SystemFailure) {
      return try FileDescriptor(reading: path).size()
    } catch {
      throw StoreWriterError(error, writing: path)
    }
  }
}
