internal import CanonicalData
internal import ContentHashing
internal import FractalCore
internal import StoreReader

/// The seal as canonical JSON; `digest` is SHA-256 of that JSON without the member `digest`.
extension Seal {
  /// The bytes of `seal.json`.
  public var json: [UInt8] {
    var members = self.members
    members["digest"] = .string(SHA256Digest(sha256Of: Self.encode(members)).hex)
    return Self.encode(members)
  }

  /// Reads `seal.json`; nil when it is malformed or does not have the digest that it names.
  public init?(json: [UInt8]) {
    guard let value = try? JSONParser.parse(json), case .object(var members) = value,
      let digest = members.removeValue(forKey: "digest")?.text,
      digest == SHA256Digest(sha256Of: Self.encode(members)).hex,
      let version = value["schema"]?.text?.split(separator: ".").compactMap({ UInt32($0) }), version.count == 2,
      let generator = value["generator"]?.text,
      let renderer = value["renderer"]?.whole.flatMap({ UInt32(exactly: $0) }),
      let root = value["root"]?.text.flatMap({ SHA256Digest(hex: $0) }),
      let count = value["count"]?.whole, count >= 0, let fileSize = value["size"]?.whole, fileSize >= 0,
      value["blockSize"]?.whole == Self.blockSize, let blocks = value["blocks"]?.elements
    else { return nil }
    let checksums = blocks.compactMap { block in
      block.text.flatMap { $0.utf8.count == 8 ? UInt32($0, radix: 16) : nil }
    }
    guard checksums.count == blocks.count, blocks.count == (fileSize + Self.blockSize - 1) / Self.blockSize else {
      return nil
    }
    schema = StoreSchema(major: version[0], minor: version[1])
    generatorVersion = generator
    rendererVersion = renderer
    self.root = root
    self.count = count
    origin = value["origin"].flatMap { SealedOrigin(json: $0) }
    self.fileSize = fileSize
    blockChecksums = checksums
  }

  private var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "schema": .string(schema.description),
      "generator": .string(generatorVersion),
      "renderer": .number(Double(rendererVersion)),
      "root": .string(root.hex),
      "count": .number(Double(count)),
      "size": .number(Double(fileSize)),
      "blockSize": .number(Double(Self.blockSize)),
      "blocks": .array(blockChecksums.map { .string(Self.hexadecimal($0)) }),
    ]
    if let origin { members["origin"] = origin.json }
    return members
  }

  private static func hexadecimal(_ checksum: UInt32) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static func encode(_ members: [String: JSONValue]) -> [UInt8] {
    // Parsed values hold no infinity: this cannot fail, and empty bytes would match no digest.
    (try? CanonicalJSON.encode(.object(members))) ?? []
  }
}
