import CanonicalData
import ContentHashing
import Foundation
import FractalCore
import StoreTestSupport
import StoreWriter
import TestSupport

@testable import FractalPack

/// A small pack of noise in a folder of its own, and what made it.
final class SamplePack: Sendable {
  let store: SampleStore
  let key: MinisignSecretKey?
  let root: SHA256Digest

  /// - Parameters:
  ///   - signed: whether it is signed with a key of its own.
  ///   - version: what it says to be.
  init(
    signed: Bool = false, key: MinisignSecretKey? = nil, count: Int = 12, seed: UInt64 = 7, version: String = "1.0.0"
  ) throws {
    store = try SampleStore(count: count, seed: seed)
    root = try store.finish(store.create())
    self.key = key ?? (signed ? MinisignSecretKey() : nil)
    try create(.folder(path), version: version)
  }

  /// The pack's folder.
  var path: String { store.directory.path("pack") }
  /// A folder that remembers keys.
  var trustFolder: String { store.directory.path("trust") }

  /// Settings that give three shards of twelve assets.
  static func settings(_ key: MinisignSecretKey? = nil, version: String = "1.0.0") -> PackSettings {
    var settings = PackSettings(date: "2026-11-25")
    settings.version = PackVersion(version)!
    settings.name = "sample"
    settings.key = key
    settings.shardBytes = 15_000
    return settings
  }

  func create(_ output: PackOutput, version: String = "1.0.0") throws {
    let outcome = try PackCreator(
      store: store.path, output: output, settings: Self.settings(key, version: version)
    ).run()
    precondition(outcome.manifest?.root == root)
  }

  /// Every file of the pack by name.
  func files() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      files[name] = Array(try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
    }
    return files
  }

  func verify(_ location: String? = nil, trust: PackTrust = PackTrust()) throws -> PackReport? {
    var verifier = PackVerifier(location: location ?? path)
    verifier.trust = trust
    verifier.threads = 2
    return try verifier.run()
  }

  func unpack(_ location: String? = nil, to store: String, trust: PackTrust = PackTrust()) throws
    -> PackUnpacker.Outcome
  {
    var unpacker = PackUnpacker(location: location ?? path, path: self.store.directory.path(store))
    unpacker.trust = trust
    unpacker.threads = 2
    return try unpacker.run()
  }
}

/// The files of a pack, to be altered: digests that depend on others can be made to fit again.
struct LoosePack {
  var files: [String: [UInt8]]

  init(_ pack: SamplePack) throws { files = try pack.files() }

  /// The manifest as JSON values.
  var manifest: JSONValue {
    get throws { try JSONParser.parse(files[PackFiles.manifest] ?? []) }
  }

  /// Changes members of the manifest and makes its digest fit.
  mutating func changeManifest(_ change: (inout [String: JSONValue]) -> Void) throws {
    guard case .object(var members) = try manifest else { return }
    members["digest"] = nil
    change(&members)
    let digest = SHA256Digest(sha256Of: try CanonicalJSON.encode(.object(members)))
    members["digest"] = .string(digest.hex)
    files[PackFiles.manifest] = try CanonicalJSON.encode(.object(members))
  }

  /// Makes the manifest name the sizes and digests that the files have, as a forger would.
  mutating func forgeDigests() throws {
    let contents = files
    try changeManifest { members in
      guard case .array(let entries)? = members["files"] else { return }
      members["files"] = .array(
        entries.map { entry in
          guard case .object(var file) = entry, let bytes = contents[file["name"]?.text ?? ""] else { return entry }
          file["size"] = .number(Double(bytes.count))
          file["sha256"] = .string(SHA256Digest(sha256Of: bytes).hex)
          return .object(file)
        })
    }
  }

  /// Writes the files as a folder.
  func write(to path: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(path)/\(name)")) }
  }

  /// All members of a shard, in order.
  func members(_ shard: String) -> [(name: String, bytes: [UInt8])] {
    let tar = files[shard] ?? []
    var members: [(String, [UInt8])] = []
    var position = 0
    while position + 512 <= tar.count, let header = try? TarHeader(block: Array(tar[position..<position + 512]), in: "")
    {
      members.append((header.name, Array(tar[position + 512..<position + 512 + header.size])))
      position += header.memberSize
    }
    return members
  }

  /// Puts members into a shard and makes the manifest fit.
  mutating func setMembers(_ members: [(name: String, bytes: [UInt8])], of shard: String) throws {
    files[shard] = Self.tar(members)
    try forgeDigests()
  }

  /// A tar in our form.
  static func tar(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    members.flatMap { name, bytes in
      TarHeader(name: name, size: bytes.count).bytes + bytes
        + [UInt8](repeating: 0, count: TarHeader.padded(bytes.count) - bytes.count)
    } + TarHeader.end
  }
}
