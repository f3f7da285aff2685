import Foundation
import FractalCore
import Testing

/// Store/FORMAT.md is a contract: what it lists must be what the code has.
@Suite struct FormatTests {
  private let text: String

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    text = try String(contentsOf: root.appending(path: "Store/FORMAT.md"), encoding: .utf8)
  }

  @Test func everyPurposeOfRandomNumbersIsListed() {
    for purpose in StreamPurpose.allCases {
      #expect(text.contains("| 0x\(String(purpose.rawValue, radix: 16, uppercase: true)) |"), "\(purpose)")
    }
    let listed = text.components(separatedBy: "| 0x").count - 1
    #expect(listed == StreamPurpose.allCases.count)
  }
}
