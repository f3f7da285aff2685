import CZlib
import CanonicalData
import ContentHashing
import Foundation
import FractalCore
import FractalImageIO
import StoreWriter
import TestSupport

@testable import FractalPack

/// One hostile change of a pack: what a broken disk, a broken line or a forger makes of it.
///
/// Drawn from a seeded generator, so that every failure can be had again.
struct Mutation {
  /// What was changed, for messages.
  let name: String
  /// The altered files.
  let pack: LoosePack
  /// Whether digests were made to fit: then only a signature can tell, or the structure and the root.
  let isForged: Bool

  private typealias Change = @Sendable (inout LoosePack, inout RandomDraws) throws -> Void

  private static let blunt: [(String, Change)] = [
    ("a bit flipped", { try flip(&$0, $0.files.keys.sorted(), &$1) }),
    ("a bit of a shard flipped", { try flip(&$0, ["000000.tar", "000001.tar", "000002.tar"], &$1) }),
    ("a bit of the manifest flipped", { try flip(&$0, [PackFiles.manifest], &$1) }),
    (
      "a file cut short",
      { pack, draws in
        let name = pick(pack.files.keys.sorted(), &draws)
        pack.files[name]!.removeLast(1 + pick(pack.files[name]!.count, &draws))
      }
    ),
    (
      "a file made longer",
      { pack, draws in
        pack.files[pick(pack.files.keys.sorted().filter { $0 != PackFiles.signature }, &draws)]!.append(0)
      }
    ),
    (
      "a file missing",
      { pack, draws in
        pack.files[pick(pack.files.keys.sorted().filter { $0 != PackFiles.signature }, &draws)] = nil
      }
    ),
    (
      "two shards exchanged",
      { pack, _ in
        (pack.files["000000.tar"], pack.files["000001.tar"]) = (pack.files["000001.tar"], pack.files["000000.tar"])
      }
    ),
    (
      "bytes of a file exchanged",
      { pack, draws in
        let name = pick(pack.files.keys.sorted().filter { $0 != PackFiles.signature }, &draws)
        let count = pack.files[name]!.count
        for _ in 0..<16 { pack.files[name]![pick(count, &draws)] &+= UInt8(1 + pick(255, &draws)) }
      }
    ),
    (
      "a JSON bomb for a manifest",
      { pack, draws in
        let depth = 1000 * (1 + pick(100, &draws))
        pack.files[PackFiles.manifest] = pick(
          [
            Array(String(repeating: "[", count: depth).utf8), Array(String(repeating: "{\"a\":", count: depth).utf8),
            Array(("[" + String(repeating: "[],", count: depth) + "1]").utf8),
            [UInt8](repeating: 0x20, count: PackLimits.manifest + 1),
          ], &draws)
      }
    ),
  ]

  private static let forged: [(String, Change)] = [
    (
      "a member renamed",
      { pack, draws in
        try alter(&pack, &draws) { members, place, draws in
          members[place].name = pick(
            ["../\(members[place].name)", "/etc/\(members[place].name)", "a/b.png", "0.png", "000000000.exe", "."],
            &draws)
        }
      }
    ),
    (
      "a member missing",
      { pack, draws in
        try alter(&pack, &draws) { members, place, _ in members.remove(at: place) }
      }
    ),
    (
      "a member twice",
      { pack, draws in
        try alter(&pack, &draws) { members, place, _ in members.insert(members[place], at: place) }
      }
    ),
    (
      "two members exchanged",
      { pack, draws in
        try alter(&pack, &draws) { members, place, _ in members.swapAt(place, (place + 2) % members.count) }
      }
    ),
    (
      "a bit of a member flipped",
      { pack, draws in
        try alter(&pack, &draws) { members, place, draws in
          let bit = pick(members[place].bytes.count * 8, &draws)
          members[place].bytes[bit / 8] ^= 1 << (bit % 8)
        }
      }
    ),
    (
      "a picture of another shape",
      { pack, draws in
        try alterPicture(&pack, &draws) { draws in
          let shape = pick(
            [
              PixelShape(height: 20, width: 16), PixelShape(height: 16, width: 20, channels: 1),
              PixelShape(height: 1024, width: 1024), PixelShape(height: 15, width: 20),
            ], &draws)
          return try PNG.encode(TestPictures.gradient(shape), compression: .small)
        }
      }
    ),
    (
      "a picture of other pixels",
      { pack, draws in
        try alterPicture(&pack, &draws) { draws in
          try PNG.encode(
            TestPictures.noise(PixelShape(height: 16, width: 20, channels: 3), seed: UInt64(draws.word())),
            compression: .fast)
        }
      }
    ),
    (
      "a PNG that claims more",
      { pack, draws in
        try alterPicture(&pack, &draws) { draws in
          Self.png(
            width: pick([65_535, 1 << 30, 20], &draws), height: pick([65_535, 1 << 30], &draws), data: [1, 2, 3])
        }
      }
    ),
    (
      "a deflate bomb in a PNG",
      { pack, draws in
        try alterPicture(&pack, &draws) { _ in Self.png(width: 20, height: 16, data: bomb) }
      }
    ),
    (
      "a record that lies",
      { pack, draws in
        try alter(&pack, &draws) { members, place, draws in
          let place = place / 2 * 2 + 1
          guard case .object(var record) = try JSONParser.parse(members[place].bytes) else { return }
          let member = pick(["sha256", "spec", "licence", "descriptors", "family"], &draws)
          record[member] = pick(
            [
              nil, .string(String(repeating: "a", count: 64)), .number(1), .string("x\u{0}"),
              .object(["f": .number(2)]),
            ],
            &draws)
          members[place].bytes = try CanonicalJSON.encode(.object(record))
        }
      }
    ),
    (
      "a JSON bomb for a record",
      { pack, draws in
        try alter(&pack, &draws) { members, place, draws in
          let place = place / 2 * 2 + 1
          members[place].bytes = Array(
            String(repeating: pick(["[", "{\"a\":", "9", "\\u"], &draws), count: 12_000).utf8)
        }
      }
    ),
    (
      "a header of another kind",
      { pack, draws in
        var shard = pack.files["000001.tar"]!
        let header = TarHeaderTests.forged([
          (156, pick(["1", "2", "3", "4", "5", "6", "x", "g", "S", "L", "K"], &draws))
        ])
        let at = 512 * pick(shard.count / 512, &draws)
        shard.replaceSubrange(at..<at + 512, with: header)
        pack.files["000001.tar"] = shard
        try pack.forgeDigests()
      }
    ),
    (
      "a header that claims a gigabyte",
      { pack, draws in
        var shard = pack.files["000001.tar"]!
        let header = TarHeader(
          name: "000000004.png", size: pick([1 << 30, TarHeader.largest, 600_000, 0], &draws)
        ).bytes
        shard.replaceSubrange(0..<512, with: header)
        pack.files["000001.tar"] = shard
        try pack.forgeDigests()
      }
    ),
    (
      "a catalog that lies",
      { pack, draws in
        let bit = pick(pack.files[PackFiles.catalog]!.count * 8, &draws)
        pack.files[PackFiles.catalog]![bit / 8] ^= 1 << (bit % 8)
        if pick(2, &draws) == 0 {
          let body = Array(pack.files[PackFiles.catalog]!.dropLast(32))
          pack.files[PackFiles.catalog] = body + SHA256Digest(sha256Of: body).bytes
        }
        try pack.forgeDigests()
      }
    ),
    (
      "a catalog of countless entries",
      { pack, _ in
        var body = Array(pack.files[PackFiles.catalog]!.prefix(72 + 4 + 9 - 4))
        body += withUnsafeBytes(of: UInt64.max.littleEndian) { Array($0) }
        body += [UInt8](repeating: 0, count: 400_000)
        pack.files[PackFiles.catalog] = body + SHA256Digest(sha256Of: body).bytes
        try pack.forgeDigests()
      }
    ),
    (
      "a manifest that lies",
      { pack, draws in
        let anything: JSONValue = pick(
          [.number(0), .number(-1), .number(1e15), .string(""), .null, .array([]), .object([:]), .string("../x")],
          &draws)
        let member = pick(
          ["schema", "kind", "name", "version", "date", "licence", "store", "root", "files", "key"], &draws)
        let inner = pick(
          [nil, "range", "shape", "catalogCount", "plan", "renderer", "name", "size", "first", "count"], &draws)
        // Counts that a pack may have, but not these shards.
        let value = inner == "count" ? pick([.number(2), .number(131_072), .number(1_000_000)], &draws) : anything
        try pack.changeManifest { members in
          guard let inner, var entries = members["files"]?.elements else { return members[member] = value }
          if case .object(var store)? = members["store"], store[inner] != nil {
            store[inner] = value
            members["store"] = .object(store)
          } else {
            let place = pick(entries.count, &draws)
            // Members that an entry does not have are passed over.
            guard case .object(var entry) = entries[place], inner != "count" || entry[inner] != nil else { return }
            entry[inner] = value
            entries[place] = .object(entry)
            members["files"] = .array(entries)
          }
        }
      }
    ),
    (
      "an unknown major version",
      { pack, draws in
        let schema = pick(["2.0", "0.9", "x", "999999999999999999999.0"], &draws)
        try pack.changeManifest { $0["schema"] = .string(schema) }
      }
    ),
    (
      "a root of something else",
      { pack, _ in
        try pack.changeManifest { $0["root"] = .string(String(repeating: "ab", count: 32)) }
      }
    ),
    (
      "a name with control characters",
      { pack, draws in
        let text = pick(["a\u{1B}[31mb", "a\nb", "\u{202E}evil", ""], &draws)
        try pack.changeManifest { $0["description"] = .string(text) }
      }
    ),
  ]

  /// Every kind of change that there is.
  static let kindCount = blunt.count + forged.count

  /// The change number `number`; the kinds come in turn.
  init(_ number: Int, of pack: LoosePack) throws {
    var draws = RandomStream(seed: UInt64(number), purpose: .testPicture).draws()
    let kind = number % Self.kindCount
    isForged = kind >= Self.blunt.count
    let (name, change) = isForged ? Self.forged[kind - Self.blunt.count] : Self.blunt[kind]
    var altered = pack
    try change(&altered, &draws)
    self.name = "\(number): \(name)"
    self.pack = altered
  }

  private static func pick(_ count: Int, _ draws: inout RandomDraws) -> Int { Int(draws.word()) % max(1, count) }
  private static func pick<Element>(_ elements: [Element], _ draws: inout RandomDraws) -> Element {
    elements[pick(elements.count, &draws)]
  }

  private static func flip(_ pack: inout LoosePack, _ names: [String], _ draws: inout RandomDraws) throws {
    let name = pick(names, &draws)
    // The untrusted comment of a signature is nobody's word: from its second line on.
    let start = name == PackFiles.signature ? pack.files[name]!.firstIndex(of: 0x0A)! + 1 : 0
    let bit = start * 8 + pick((pack.files[name]!.count - start) * 8, &draws)
    pack.files[name]![bit / 8] ^= 1 << (bit % 8)
  }

  private static func alter(
    _ pack: inout LoosePack, _ draws: inout RandomDraws,
    _ body: (inout [(name: String, bytes: [UInt8])], Int, inout RandomDraws) throws -> Void
  ) throws {
    let shard = pick(["000000.tar", "000001.tar", "000002.tar"], &draws)
    var members = pack.members(shard)
    try body(&members, pick(members.count, &draws), &draws)
    try pack.setMembers(members, of: shard)
  }

  private static func alterPicture(
    _ pack: inout LoosePack, _ draws: inout RandomDraws,
    _ body: (inout RandomDraws) throws -> [UInt8]
  ) throws {
    try alter(&pack, &draws) { members, place, draws in members[place / 2 * 2].bytes = try body(&draws) }
  }

  /// A PNG of these sides whose one IDAT holds `data`.
  private static func png(width: Int, height: Int, data: [UInt8]) -> [UInt8] {
    func bigEndian(_ number: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) } }
    func chunk(_ kind: String, _ body: [UInt8]) -> [UInt8] {
      let content = Array(kind.utf8) + body
      return bigEndian(body.count) + content + bigEndian(Int(crc32(0, content, UInt32(content.count))))
    }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0]) + chunk("IDAT", data) + chunk("IEND", [])
  }

  /// 60 MB of zeros as 60 kB of deflate.
  private static let bomb: [UInt8] = {
    let zeros = [UInt8](repeating: 0, count: 60_000_000)
    var size = compressBound(UInt(zeros.count))
    var output = [UInt8](repeating: 0, count: Int(size))
    compress2(&output, &size, zeros, UInt(zeros.count), 9)
    return Array(output[..<Int(size)])
  }()
}
