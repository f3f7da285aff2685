import CFernery
import FractalCore
import StoreReader
import Testing

@testable import FerneryABI

@Suite struct CallTests {
  private func error(size: Int = MemoryLayout<fernery_error>.size) -> fernery_error {
    var error = fernery_error()
    error.size = UInt32(size)
    return error
  }

  private func message(_ error: fernery_error) -> String {
    withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  @Test func whatIsThrownIsToldInOneLine() {
    var error = error()
    let status = call(&error) { throw StoreError(.noSuchID, "no asset has the id 7") }
    #expect(status == Int32(FERNERY_NO_SUCH_ID) && error.status == status && message(error) == "no asset has the id 7")
    #expect(call(&error) {} == Int32(FERNERY_OK))
    #expect(call(nil) { throw ABIError(.badHandle, "closed") } == Int32(FERNERY_BAD_HANDLE))
  }

  @Test(arguments: ErrorCategory.allCases)
  func everyCategoryHasAStatus(category: ErrorCategory) {
    struct Code: ErrorCode { let category: ErrorCategory }
    let status = status(of: ModuleError<Code>(Code(category: category), "wrong"))
    #expect(status > 0 && status < Int32(FERNERY_BAD_HANDLE))
  }

  /// A text of characters of 3 bytes, cut by structs of every size: valid UTF-8, and never beyond the struct.
  @Test(arguments: 0...64)
  func aLongTextIsCutAtAWholeCharacter(size: Int) {
    let long = String(repeating: "\u{2603}", count: 400)
    var error = error(size: size)
    _ = withUnsafeMutableBytes(of: &error.message) { $0.initializeMemory(as: UInt8.self, repeating: 0x78) }
    _ = call(&error) { throw ABIError(.invalidArgument, long) }
    withUnsafeBytes(of: error) { bytes in
      #expect(bytes[max(8, size)...].allSatisfy { $0 == 0x78 })
      guard size > 8 else { return }
      #expect(String(validating: bytes[8..<size].prefix { $0 != 0 }, as: UTF8.self).map(long.hasPrefix) == true)
      #expect(bytes[8..<size].contains(0))
    }
  }

  @Test func nullAndEndlessTextsAreRefused() throws {
    #expect(try text(nil, "path") == nil)
    #expect(throws: ABIError.self) { try required(try text(nil, "path"), "path") }
    let endless = [CChar](repeating: 0x61, count: 70_000)
    #expect(throws: ABIError.self) { try text(endless, "path") }
    #expect(throws: ABIError.self) { try text([CChar(bitPattern: 0xFF), 0], "path") }
    #expect(try text([0x61, 0], "path") == "a")
  }

  /// A caller of an earlier version has a shorter struct: what it lacks is read as zero and never written.
  @Test func shorterStructsAreReadAndWrittenInTheirLength() throws {
    var batch = fernery_batch()
    batch.threads = 5
    batch.output_length = 9
    batch.size = UInt32(MemoryLayout<fernery_batch>.size - 8)
    let read = try structure(&batch, "batch", smallest: 16)
    #expect(read.threads == 5 && read.output_length == 0)
    var info = fernery_store_info()
    info.size = 16
    info.count = 77
    var full = fernery_store_info()
    (full.height, full.width, full.channels, full.count) = (1, 2, 3, 4)
    try put(full, into: &info, "info", smallest: 8)
    #expect(info.size == 16 && info.height == 1 && info.channels == 3 && info.count == 77)
    info.size = 7
    #expect(throws: ABIError.self) { try put(full, into: &info, "info", smallest: 8) }
  }
}
