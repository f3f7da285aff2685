internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// Takes the answer to a request for a range of a file while it comes, and ends it where no more is wanted.
final class WebReception {
  private let range: Range<Int>
  private let wholeLimit: Int?
  private let monitor: TaskMonitor
  private var status = 0
  /// The first byte of the range that the server sends.
  private var start: Int?
  private var bytes: [UInt8] = []
  /// All of the file, where the server serves no ranges, and how much of it has come.
  private var spool: FileDescriptor?
  private var spooled = 0
  private var failure: WebAnswer.Failure?
  private var headBytes = 0
  private var passedOver = 0

  /// The most bytes of all heads that come to one request.
  private static let longestHead = 256 << 10
  /// The most bytes that come with a redirect or a refusal.
  private static let longestFarewell = 64 << 10

  init(range: Range<Int>, wholeLimit: Int?, _ monitor: TaskMonitor = .silent) {
    (self.range, self.wholeLimit, self.monitor) = (range, wholeLimit, monitor)
  }

  /// Whether nothing is wanted any more.
  var isStopped: Bool { monitor.isCancelled() }

  /// Takes a line of the answer's head, of which status and range are of interest (RFC 9110, section 14.4).
  ///
  /// - Returns: whether more is wanted.
  func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    headBytes += line.count
    guard headBytes <= Self.longestHead else {
      failure = .longHead
      return false
    }
    let text = String(decoding: line, as: UTF8.self).lowercased()
    if text.hasPrefix("http/") {
      // Of several answers, a preliminary one first, the last one counts. It may do without a reason in words.
      status = text.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
      start = nil
    } else if text.hasPrefix("content-range:") {
      let value = text.dropFirst("content-range:".count).drop { $0 == " " || $0 == "\t" }
      guard value.hasPrefix("bytes ") else { return true }
      start = value.dropFirst("bytes ".count).split(separator: "-").first.flatMap { Int($0) }
    }
    return true
  }

  /// Takes a piece of the answer's body.
  ///
  /// - Returns: whether more is wanted.
  func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
    switch status {
    case 206 where start == range.lowerBound:
      // A server may send more than it was asked for. One that does not comes to its end, so that its connection is kept.
      let room = range.count - bytes.count
      bytes += piece.prefix(room)
      return piece.count <= room
    case 200:
      guard let wholeLimit else { return false }
      do throws(PackError) { try takeWhole(piece, limit: wholeLimit) } catch { failure = .cannotSpool(error) }
      return failure == nil
    case 300...:
      // Servers say a few words in it. Only after their end libcurl tells where a redirect points to, and keeps the connection.
      passedOver += piece.count
      return passedOver <= Self.longestFarewell
    default: return false
    }
  }

  private func takeWhole(_ piece: UnsafeRawBufferPointer, limit: Int) throws(PackError) {
    guard spooled + piece.count <= limit else {
      failure = .tooLong(limit)
      return
    }
    let file = try wholeFile()
    do throws(SystemFailure) { try file.write(Array(piece), at: spooled) } catch {
      throw PackError(error, writing: "a temporary file in \(FileDescriptor.temporaryFolder)")
    }
    spooled += piece.count
  }

  private func wholeFile() throws(PackError) -> FileDescriptor {
    if let spool { return spool }
    let file = try Spool.unnamedFile()
    spool = file
    return file
  }

  /// The result of the request.
  ///
  /// - Parameter error: why the answer did not come to its end, where it did not; also where no more was wanted.
  func answer(error: String?) -> WebAnswer {
    if let failure { return .failed(failure) }
    if error != nil, bytes.isEmpty, isStopped { return .failed(.stopped) }
    switch status {
    case ..<200: return .failed(.broken(error ?? "there was no answer"))
    case 206 where start == range.lowerBound:
      // The bytes before a broken connection are kept: the next request continues after them.
      if bytes.isEmpty, let error { return .failed(.broken(error)) }
      return .part(bytes, cut: bytes.count < range.count ? error : nil)
    case 200 where wholeLimit != nil:
      if let error { return .failed(.broken(error)) }
      do throws(PackError) { return .whole(try wholeFile()) } catch { return .failed(.cannotSpool(error)) }
    case 200: return .failed(.noRanges)
    case 206: return .failed(.otherRange)
    case 404, 410: return .failed(.notFound)
    case 416: return .part([], cut: nil)
    default: return .failed(.refused(status))
    }
  }
}
