#if Web
  internal import Foundation
  internal import FractalCore
  internal import StoreReader
  internal import StoreWriter
  internal import Synchronization

  #if canImport(FoundationNetworking)
    internal import FoundationNetworking
  #endif

  /// One request for a range of a file: waits for the answer, and keeps no more of it than was asked for.
  final class WebTransfer: NSObject, URLSessionDataDelegate, Sendable {
    private struct State {
      var bytes: [UInt8] = []
      var spool: FileDescriptor?
      var spooled = 0
      var failure: WebAnswer.Failure?
      var isWhole = false
      var isPastEnd = false
      var redirects = 0
    }

    /// Redirects that one request follows.
    private static let longestDetour = 10

    private let range: Range<Int>
    private let wholeLimit: Int?
    private let isSecure: Bool
    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)

    private init(range: Range<Int>, wholeLimit: Int?, isSecure: Bool) {
      (self.range, self.wholeLimit, self.isSecure) = (range, wholeLimit, isSecure)
    }

    /// Fetches a range of a file.
    ///
    /// - Parameter wholeLimit: the most bytes of the file where the server serves no ranges; nil refuses that.
    static func get(_ url: String, range: Range<Int>, wholeLimit: Int?) -> WebAnswer {
      guard let url = URL(string: url) else { return .failed(.notFound) }
      let transfer = WebTransfer(
        range: range, wholeLimit: wholeLimit, isSecure: url.scheme?.lowercased() == "https")
      let configuration = URLSessionConfiguration.ephemeral
      configuration.timeoutIntervalForRequest = 30
      configuration.urlCache = nil
      let session = URLSession(configuration: configuration, delegate: transfer, delegateQueue: nil)
      var request = URLRequest(url: url)
      request.setValue("bytes=\(range.lowerBound)-\(range.upperBound - 1)", forHTTPHeaderField: "Range")
      // What is compressed on the way has other offsets.
      request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
      session.dataTask(with: request).resume()
      transfer.done.wait()
      session.finishTasksAndInvalidate()
      return transfer.answer
    }

    private var answer: WebAnswer {
      state.withLock { state in
        // What came before a connection broke is kept: the next request goes on behind it.
        if case .broken? = state.failure, state.spool == nil, !state.bytes.isEmpty { return .part(state.bytes) }
        if let failure = state.failure { return .failed(failure) }
        if let spool = state.spool { return .whole(spool) }
        return .part(state.isPastEnd ? [] : state.bytes)
      }
    }

    func urlSession(
      _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
      completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
      let http = response as? HTTPURLResponse
      let goesOn = state.withLock { state in
        // Foundation tells of the answer to a redirect that was refused.
        guard state.failure == nil else { return false }
        switch http?.statusCode ?? 0 {
        case 206 where Self.start(http) == range.lowerBound: return true
        case 206: state.failure = .noRanges
        case 200 where wholeLimit != nil:
          do throws(PackError) { state.spool = try Spool.unnamedFile() } catch { state.failure = .cannotSpool(error) }
          state.isWhole = true
          return state.failure == nil
        case 200: state.failure = .noRanges
        case 404, 410: state.failure = .notFound
        case 416: state.isPastEnd = true
        case let status: state.failure = .refused(status)
        }
        return false
      }
      completionHandler(goesOn ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
      let goesOn = state.withLock { state in
        guard state.failure == nil, !state.isPastEnd else { return false }
        if let spool = state.spool {
          guard state.spooled + data.count <= wholeLimit ?? 0 else {
            state.failure = .tooLong
            return false
          }
          do throws(SystemFailure) {
            try spool.write(Array(data), at: state.spooled)
            state.spooled += data.count
          } catch {
            state.failure = .cannotSpool(PackError(error, writing: "a temporary file"))
          }
          return state.failure == nil
        }
        // A server may send more than it was asked for.
        state.bytes += data.prefix(range.count - state.bytes.count)
        return state.bytes.count < range.count
      }
      if !goesOn { dataTask.cancel() }
    }

    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
      newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
      let cameFrom = response.url?.scheme?.lowercased()
      guard !isSecure && cameFrom != "https" || request.url?.scheme?.lowercased() == "https" else {
        state.withLock { $0.failure = .insecure }
        return completionHandler(nil)
      }
      let goesOn = state.withLock { state in
        state.redirects += 1
        if state.redirects > Self.longestDetour { state.failure = .looping }
        return state.failure == nil
      }
      guard goesOn else { return completionHandler(nil) }
      var request = request
      request.setValue("bytes=\(range.lowerBound)-\(range.upperBound - 1)", forHTTPHeaderField: "Range")
      completionHandler(request)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
      state.withLock { state in
        if state.failure == nil, !state.isPastEnd, let error {
          state.failure = .broken(error.localizedDescription)
        }
      }
      done.signal()
    }

    /// Where the range begins that a server sends: `Content-Range: bytes 0-99/1000`.
    private static func start(_ response: HTTPURLResponse?) -> Int? {
      guard let text = response?.value(forHTTPHeaderField: "Content-Range"), text.lowercased().hasPrefix("bytes ")
      else {
        return nil
      }
      return text.dropFirst(6).split(separator: "-").first.flatMap { Int($0) }
    }
  }
#else
  /// Where the package is built without its trait `Web`: programs that must not need the system's libcurl.
  enum WebTransfer {
    static func get(_ url: String, range: Range<Int>, wholeLimit: Int?) -> WebAnswer { .failed(.notBuilt) }
  }
#endif
