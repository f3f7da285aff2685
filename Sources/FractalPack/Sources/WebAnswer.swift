internal import FractalCore
internal import StoreReader
internal import SystemIO

/// How a request for a range of a file ended.
enum WebAnswer {
  /// The bytes of the range, fewer where the file ends, or where the connection broke: `cut` says why.
  case part([UInt8], cut: String?)
  /// The server serves no ranges and sent the whole file.
  case whole(FileDescriptor)
  case failed(Failure)

  /// Why a request failed.
  enum Failure: Error {
    case notFound
    case refused(Int)
    case noRanges
    case otherRange
    case longHead
    case tooLong(Int)
    case insecure
    case astray(String)
    case looping
    case cannotSpool(PackError)
    case noLibrary
    case untrusted(String)
    case broken(String)
    case stopped

    /// Whether trying again may help.
    var isTemporary: Bool {
      switch self {
      case .broken: true
      case .refused(let status): status >= 500 || status == 429 || status == 408
      default: false
      }
    }

    /// The module's error.
    func error(_ name: String) -> PackError {
      switch self {
      case .notFound: PackError(.notFound, "there is no \(name): check the URL")
      case .refused(let status) where status == 401 || status == 403:
        PackError(
          .permissionDenied, "the web server refuses \(name) (status \(status)): it is not public, or not there")
      case .refused(let status):
        PackError(.network, "the web server does not serve \(name) (status \(status)): try again later")
      case .noRanges:
        PackError(
          .network,
          "the web server of \(name) serves no ranges, which a tar needs: download the file first, or serve the folder")
      case .otherRange:
        PackError(.network, "the web server of \(name) answers another range than asked: download the pack first")
      case .longHead:
        PackError(.network, "the web server of \(name) sends headers without end: check the URL")
      case .tooLong(let limit):
        PackError(.damaged, "\(name) has more than the \(limit) bytes that it may have: fetch it from its maker")
      case .insecure: PackError(.network, "\(name) redirects from https to http: that is refused")
      case .astray(let target):
        PackError(
          .network, "\(name) redirects to \(WebAddress.shown(target)), which is no web address: that is refused")
      case .looping: PackError(.network, "\(name) redirects again and again: check the URL")
      case .cannotSpool(let error): error
      case .stopped: PackError(.cancelled, "stopped while \(name) was fetched; the same command goes on from here")
      case .noLibrary:
        PackError(
          .network, "\(name) needs the system's libcurl, which is not there: install it, or download the pack first")
      case .untrusted(let text):
        PackError(
          .network,
          "the web server of \(name) is not trusted (\(text)): check the URL; CURL_CA_BUNDLE may name other certificates"
        )
      case .broken(let text):
        PackError(
          .network, "\(name) cannot be fetched (\(text)): check the connection; the same command goes on from here")
      }
    }
  }
}
