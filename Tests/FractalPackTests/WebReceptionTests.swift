import FractalCore
import Testing

@testable import FractalPack

/// What is made of an answer, line by line and piece by piece as libcurl hands it over.
@Suite struct WebReceptionTests {
  @Test(arguments: ["HTTP/1.1 206\r\n", "HTTP/1.1 206 \r\n", "HTTP/2 206\r\n", "HTTP/1.1 206 Partial Content\r\n"])
  func aStatusNeedsNoReason(line: String) {
    let reception = WebReception(range: 0..<4, wholeLimit: nil)
    #expect(reception.take(head: line, "Content-Range: bytes 0-3/4\r\n", "\r\n"))
    #expect(reception.take(body: [1, 2, 3, 4]))
    #expect(reception.bytes(error: nil) == [1, 2, 3, 4])
  }

  @Test func anAnswerIsTakenToItsEndAndNotBeyond() {
    let reception = WebReception(range: 10..<14, wholeLimit: nil)
    #expect(reception.take(head: "HTTP/1.1 206 OK\r\n", "Content-Range: bytes 10-99/100\r\n", "\r\n"))
    #expect(reception.take(body: [1, 2]))
    #expect(reception.take(body: [3, 4]))
    #expect(!reception.take(body: [5]))
    #expect(reception.bytes(error: "stopped") == [1, 2, 3, 4])
  }

  @Test func whatABrokenConnectionBroughtIsKeptWithItsReason() {
    let reception = WebReception(range: 0..<4, wholeLimit: nil)
    #expect(reception.take(head: "HTTP/1.1 206 OK\r\n", "Content-Range: bytes 0-3/4\r\n", "\r\n"))
    #expect(reception.take(body: [1, 2]))
    guard case .part([1, 2], cut: "gone") = reception.answer(error: "gone") else {
      Issue.record("it is no part that was cut")
      return
    }
  }

  @Test(arguments: ["Content-Range: bytes 5-8/9\r\n", "Content-Range: bytes */9\r\n", "X: y\r\n"])
  func anotherRangeIsToldAsSuch(line: String) {
    let reception = WebReception(range: 0..<4, wholeLimit: 9)
    #expect(reception.take(head: "HTTP/1.1 206 OK\r\n", line, "\r\n"))
    #expect(!reception.take(body: [1]))
    #expect(reception.failure(error: "stopped")?.message.contains("answers another range than asked") == true)
  }

  @Test func aFileOfMoreBytesThanItMayHaveIsToldWithTheirNumber() {
    let reception = WebReception(range: 0..<4, wholeLimit: 4)
    #expect(reception.take(head: "HTTP/1.1 200 OK\r\n", "\r\n"))
    #expect(reception.take(body: [1, 2, 3]))
    #expect(!reception.take(body: [4, 5]))
    #expect(reception.failure(error: "stopped")?.message.contains("more than the 4 bytes") == true)
  }

  @Test func headsOfOneRequestAreBoundedTogether() {
    let reception = WebReception(range: 0..<4, wholeLimit: nil)
    let line = "X: " + String(repeating: "y", count: 1019) + "\r\n"
    for _ in 0..<252 { #expect(reception.take(head: "HTTP/1.1 103\r\n", line)) }
    #expect(!reception.take(head: line))
    let error = reception.failure(error: "stopped")
    #expect(error?.code == .network && error?.message.contains("headers without end") == true)
  }

  @Test(arguments: [404, 416, 503])
  func aRefusalInAFewWordsIsHeardOut(status: Int) {
    let reception = WebReception(range: 0..<4, wholeLimit: nil)
    #expect(reception.take(head: "HTTP/1.1 \(status)\r\n", "\r\n"))
    #expect(reception.take(body: [UInt8](repeating: 32, count: 64 << 10)))
    #expect(!reception.take(body: [32]))
  }

  @Test func aPreliminaryAnswerIsNone() {
    let reception = WebReception(range: 0..<4, wholeLimit: nil)
    #expect(reception.take(head: "HTTP/1.1 103 Early Hints\r\n", "\r\n"))
    #expect(reception.failure(error: "gone")?.message.contains("gone") == true)
  }
}

extension WebReception {
  fileprivate func take(head lines: String...) -> Bool {
    lines.allSatisfy { line in Array(line.utf8).withUnsafeBytes { takeHeader($0) } }
  }

  fileprivate func take(body: [UInt8]) -> Bool { body.withUnsafeBytes { takeBody($0) } }

  fileprivate func bytes(error: String?) -> [UInt8]? {
    if case .part(let bytes, cut: nil) = answer(error: error) { bytes } else { nil }
  }

  fileprivate func failure(error: String?) -> PackError? {
    if case .failed(let failure) = answer(error: error) { failure.error("it") } else { nil }
  }
}
