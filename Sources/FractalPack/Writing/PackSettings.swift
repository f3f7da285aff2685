/// The settings of a pack; each that is nil has a default that is derived from the store.
public struct PackSettings: Sendable {
  /// The pack's name; nil for the store's.
  public var name: String?
  /// A description in a few sentences.
  public var text: String?
  /// Who made it.
  public var creator: String?
  /// Its version.
  public var version: PackVersion
  /// The day on which it is made, `2026-11-25`: bytes depend on it, so it comes from the caller.
  public var date: String
  /// The origin of the pictures.
  public var provenance: String?
  /// The key that signs; nil for no signature.
  public var key: MinisignSecretKey?
  /// The key that another program will sign with; nil for that of ``key``.
  public var publicKey: MinisignPublicKey?
  /// Bytes that a shard has at most, unless one asset alone has more; 64 to 256 MB are usual.
  public var shardBytes: Int
  /// The program's name and version.
  public var generator: String

  /// Bytes of a shard unless another size is asked for.
  public static let usualShardBytes = 128_000_000

  /// The key that the manifest names.
  var signer: MinisignPublicKey? { key?.publicKey ?? publicKey }

  /// Settings with defaults for everything but the date.
  public init(date: String) {
    self.date = date
    version = PackVersion("1.0.0")!
    shardBytes = Self.usualShardBytes
    generator = "fernery"
  }
}

/// The output of a pack.
public enum PackOutput: Sendable, Hashable {
  /// A folder.
  case folder(String)
  /// One file.
  case tar(String)

  /// The folder's or file's path.
  public var path: String {
    switch self {
    case .folder(let path), .tar(let path): path
    }
  }

  /// Whether it is a folder.
  var isFolder: Bool {
    if case .folder = self { true } else { false }
  }
}

/// How making a pack ended.
public struct PackOutcome: Sendable {
  /// The manifest; nil if the monitor cancelled before the end.
  public var manifest: PackManifest?
  /// Bytes of all files together.
  public var byteCount: Int
  /// Assets that an earlier run had packed.
  public var resumedFrom: Int
  /// How many assets the store has.
  public var count: Int
}
