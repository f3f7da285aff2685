internal import FractalCore
internal import StoreReader
internal import SystemIO

/// The bytes of a file on a web server, fetched in ranges; a connection that breaks is tried again from where it broke.
///
/// A server that serves no ranges sends the whole file, which is kept in a file without a name as far as its size was
/// told before.
final class WebBytes: PackBytes {
  private let address: WebAddress
  private let connection: WebConnection
  /// The most bytes that the file can have; nil if that is not known.
  private let size: Int?
  private var offset = 0
  private var window: [UInt8] = []
  private var windowStart = 0
  /// All of the file, where the server serves no ranges.
  private var whole: FileDescriptor?

  private static let windowSize = 4 << 20
  /// Attempts in a row that brought nothing or little, and when the first of them began.
  private var attempts = 0
  private var attemptsBegan = ContinuousClock.now

  /// Seconds between attempts.
  private static let pauses = [0.2, 0.5, 1, 2, 4]
  /// How long attempts are begun anew: one that waits for a silent server takes 30 seconds by itself.
  private static let patience = Duration.seconds(40)
  /// The fewest bytes that are progress where a connection breaks.
  private static let progress = 64 << 10

  init(_ address: WebAddress, size: Int?, _ connection: WebConnection) {
    (self.address, self.size, self.connection) = (address, size, connection)
  }

  func skip(_ count: Int) { offset += count }

  func read(upTo count: Int) throws(PackError) -> [UInt8] {
    if let size, offset >= size { return [] }
    if !(windowStart..<windowStart + window.count).contains(offset) {
      // Only what came moves the window: after an error the old one stands where it did.
      (window, windowStart) = (try fetch(), offset)
    }
    let start = offset - windowStart
    let piece = Array(window[start..<min(window.count, start + count)])
    offset += piece.count
    return piece
  }

  /// The next window; empty at the end of the file.
  private func fetch() throws(PackError) -> [UInt8] {
    let length = min(Self.windowSize, size.map { $0 - offset } ?? .max)
    if let whole {
      do throws(SystemFailure) { return try whole.read(at: offset, count: length) } catch {
        throw PackError(error, reading: address.name)
      }
    }
    while true {
      if attempts == 0 { attemptsBegan = .now }
      let answer = connection.get(address.text, range: offset..<offset + length, wholeLimit: size)
      switch answer {
      case .part(let bytes, let cut):
        if let cut, bytes.count < Self.progress { try pause(after: .broken(cut)) } else { attempts = 0 }
        return bytes
      case .whole(let file):
        whole = file
        return try fetch()
      case .failed(let failure): try pause(after: failure)
      }
    }
  }

  /// Waits before another attempt.
  ///
  /// - Throws: the failure, where another attempt is of no use.
  private func pause(after failure: WebAnswer.Failure) throws(PackError) {
    guard failure.isTemporary, attempts < Self.pauses.count, .now - attemptsBegan < Self.patience else {
      throw failure.error(address.name)
    }
    guard connection.wait(seconds: Self.pauses[attempts]) else {
      throw WebAnswer.Failure.stopped.error(address.name)
    }
    attempts += 1
  }
}
