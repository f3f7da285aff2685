internal import CWeb
internal import Foundation
internal import FractalCore

/// A connection to web servers, kept between requests; one thread at a time.
final class WebConnection {
  /// Nil where the system has no libcurl.
  private let connection: OpaquePointer?
  /// Asked now and then whether to stop, also while nothing comes.
  private let monitor: TaskMonitor

  /// Redirects that one request follows.
  private static let longestDetour = 10

  init(_ monitor: TaskMonitor) {
    connection = cweb_open()
    self.monitor = monitor
  }

  deinit { cweb_close(connection) }

  /// Waits, in moments between which the monitor is asked.
  ///
  /// - Returns: false if it cancelled.
  func wait(seconds: Double) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while !monitor.isCancelled() {
      if ContinuousClock.now >= end { return true }
      Thread.sleep(forTimeInterval: min(seconds, 0.1))
    }
    return false
  }

  /// Fetches a range of a file, and keeps no more of the answer than was asked for.
  ///
  /// Redirects are followed, also to other hosts, but never from https to http.
  ///
  /// - Parameter wholeLimit: the most bytes of the file where the server serves no ranges; nil refuses that.
  func get(_ url: String, range: Range<Int>, wholeLimit: Int?) -> WebAnswer {
    guard let connection else { return .failed(.noLibrary) }
    var url = url
    for _ in 0...Self.longestDetour {
      let reception = WebReception(range: range, wholeLimit: wholeLimit, monitor)
      let end = Self.request(url, range, connection, reception)
      if let reason = end.distrust { return .failed(.untrusted(reason)) }
      guard let target = end.redirect else { return reception.answer(error: end.error) }
      guard Self.isSecure(target) || target.lowercased().hasPrefix("http:") else { return .failed(.astray(target)) }
      guard !Self.isSecure(url) || Self.isSecure(target) else { return .failed(.insecure) }
      url = target
    }
    return .failed(.looping)
  }

  /// How a request ended: where its answer points to, why it did not come to its end, and why the server is not trusted.
  private static func request(
    _ url: String, _ range: Range<Int>, _ connection: OpaquePointer, _ reception: WebReception
  ) -> (redirect: String?, error: String?, distrust: String?) {
    let answer = url.withCString { url in
      "\(range.lowerBound)-\(range.upperBound - 1)".withCString { range in
        var request = cweb_request(
          url: url, range: range, context: Unmanaged.passUnretained(reception).toOpaque(),
          header: { line, _, count, context in
            let goesOn = WebReception.at(context).takeHeader(UnsafeRawBufferPointer(start: line, count: count))
            return goesOn ? count : count + 1
          },
          body: { bytes, _, count, context in
            let goesOn = WebReception.at(context).takeBody(UnsafeRawBufferPointer(start: bytes, count: count))
            // Any other number ends the request.
            return goesOn ? count : count + 1
          },
          goes_on: { !WebReception.at($0).isStopped })
        return withExtendedLifetime(reception) { cweb_get(connection, &request) }
      }
    }
    let redirect = answer.redirect.map { String(cString: $0) }
    // It may name a proxy with its password.
    let error = answer.ended ? nil : answer.error.map { WebAddress.redacted(String(cString: $0)) } ?? ""
    return (redirect, error, answer.untrusted ? error : nil)
  }

  private static func isSecure(_ url: String) -> Bool { url.lowercased().hasPrefix("https:") }
}

extension WebReception {
  /// The one that a request was given.
  fileprivate static func at(_ context: UnsafeMutableRawPointer?) -> WebReception {
    Unmanaged<WebReception>.fromOpaque(context!).takeUnretainedValue()
  }
}
