import CanonicalData
import FractalCore
import StoreWriter
import Testing

@testable import FractalPack

extension JSONValue: ExpressibleByIntegerLiteral {
  package init(integerLiteral number: Int) { self = .number(Double(number)) }
}

/// A manifest in which everything fits but one member has a form that this program never writes.
@Suite struct ManifestFieldsTests {
  private typealias Loose = (member: String, value: JSONValue)

  private static let inStore: [Loose] = [
    ("seed", "+5"), ("seed", "05"), ("seed", " 5"), ("seed", "18446744073709551616"), ("seed", .number(5)),
    ("shape", [16, 20, 3, .null]), ("shape", [16, 20, "x", 3]), ("shape", [16, 20]), ("shape", [16, 20, 3, 1]),
    ("shape", [16, .number(20.5), 3]), ("shape", [0, 20, 3]), ("range", [0, 12, "x"]), ("range", [0, .null, 12]),
    ("range", [1, 12]), ("catalogCount", 0), ("renderer", -1), ("renderer", .number(4_294_967_296)),
    ("plan", .string(String(repeating: "A", count: 64))), ("generator", "a\u{1B}[31mb"), ("catalog", .null),
  ]

  private static let onTop: [Loose] = [
    ("root", .string(String(repeating: "AB", count: 32))), ("generator", "a\nb"), ("creator", "\u{202E}evil"),
    ("provenance", "a\u{0}b"), ("store", []), ("files", [:]), ("files", ["000000.tar"]), ("kind", "x"),
    ("version", "1.0.0-x"), ("key", .null), ("recipe", .null), ("catalogSize", 1),
  ]

  private func message(_ change: (inout [String: JSONValue]) -> Void) throws -> String {
    var loose = try LoosePack(Self.pack.get())
    try loose.changeManifest(change)
    let error = #expect(throws: PackError.self) { try PackManifest(json: loose.files[PackFiles.manifest]!) }
    #expect(error?.code == .malformed)
    return error?.message ?? ""
  }

  /// One for all.
  private static let pack = Result { try SamplePack() }

  @Test(arguments: inStore) private func aMemberOfTheStoreIsReadStrictly(loose: Loose) throws {
    let message = try message { members in
      guard case .object(var store)? = members["store"] else { return }
      store[loose.member] = loose.value
      members["store"] = .object(store)
    }
    #expect(message.contains("(store.\(loose.member))"), "\(message)")
  }

  @Test(arguments: onTop) private func aMemberIsReadStrictly(loose: Loose) throws {
    let message = try message { $0[loose.member] = loose.value }
    #expect(message.contains(loose.member), "\(message)")
  }

  @Test(arguments: ["1", "1.", "1.0.0", "+1.0", "01.0", "1.00", "1.0\u{1B}[31m", "1.x", ""])
  func aSchemaHasTwoNumbers(text: String) throws {
    #expect(try message { $0["schema"] = .string(text) }.contains("(schema)"))
  }

  @Test func anEntryOfFilesIsReadStrictly() throws {
    for (member, value) in [
      ("size", .number(0)), ("size", "1"), ("sha256", .null), ("first", .null), ("count", 0), ("name", "a\tb"),
    ] as [Loose] {
      let message = try message { members in
        guard case .array(var entries)? = members["files"], case .object(var entry)? = entries.last else { return }
        entry[member] = value
        entries[entries.count - 1] = .object(entry)
        members["files"] = .array(entries)
      }
      #expect(message.contains("files[") && message.contains(".\(member)"), "\(message)")
    }
  }
}
