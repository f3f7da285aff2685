public import FractalCore

/// The description of a pack and of every file in it: `manifest.json`.
public struct PackManifest: Sendable, Hashable {
  /// The content of a pack.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The assets themselves, in shards.
    case assets
    /// The catalog alone: whoever has it renders the assets.
    case catalog
    /// The plan alone: whoever has it searches and renders.
    case plan
  }

  /// A file beside the manifest.
  public struct File: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its bytes.
    public var size: Int
    /// SHA-256 of its bytes.
    public var sha256: SHA256Digest
  }

  /// A file of assets with consecutive ids.
  public struct Shard: Sendable, Hashable {
    /// The tar.
    public var file: File
    /// The ids in it.
    public var ids: Range<Int>
  }

  /// The search of a plan recipe, beside the preset in the pack.
  public struct PlanSettings: Sendable, Hashable {
    /// Height and width.
    public var size: [Int]
    /// The plan's seed.
    public var seed: UInt64
    /// How many proposals are judged.
    public var pool: Int
  }

  /// The store's meta, so that the receiver's is the same.
  public struct Origin: Sendable, Hashable {
    /// The program that made the store.
    public var generator: String
    /// The version of the code that pixels and records depend on.
    public var renderer: UInt32
    /// SHA-256 of the plan.
    public var plan: SHA256Digest
    /// SHA-256 of the catalog.
    public var catalog: SHA256Digest
    /// How many specifications the catalog has.
    public var catalogCount: Int
    /// The plan's seed.
    public var seed: UInt64
    /// The shape of every asset.
    public var shape: PixelShape
    /// The ids that the store holds.
    public var ids: Range<Int>
  }

  /// The version of the form of packs that this program writes; another major is another contract.
  public static let schema = (major: 1, minor: 0)

  /// The version of the pack's form, `1.0`.
  public var schema: String
  /// The content of the pack.
  public var kind: Kind
  /// The name for people and in the description.
  public var description: PackDescription
  /// The program that made the pack.
  public var generator: String
  /// The public key that the signature is made with; nil where none was named.
  public var key: MinisignPublicKey?
  /// The origin of the content.
  public var origin: Origin
  /// The Merkle root of the store.
  public var root: SHA256Digest
  /// The files that are no shards, in the order of a tar: after the manifest and its signature, before the shards.
  public var files: [File]
  /// The shards in the order of their ids; none in recipes.
  public var shards: [Shard]
  /// The settings that a plan recipe adds to its preset; nil in other packs.
  public var recipe: PlanSettings?
  /// Bytes of the catalog before it was compressed; nil except in catalog recipes.
  public var catalogSize: Int?

  /// How many assets the store has.
  public var count: Int { origin.ids.count }

  /// Bytes of all files that the manifest names.
  public var byteCount: Int {
    files.reduce(0) { $0 + $1.size } + shards.reduce(0) { $0 + $1.file.size }
  }

  /// The file of this name, if it is not a shard.
  func file(_ name: String) -> File? { files.first { $0.name == name } }

  /// Every file that the manifest names, in the order of a tar.
  var allFiles: [File] { files + shards.map(\.file) }
}

/// The description of a pack by its maker.
public struct PackDescription: Sendable, Hashable {
  /// A short name, by which trust is remembered: letters, digits, `.`, `_`, `-`.
  public var name: String
  /// A description in a few sentences.
  public var text: String
  /// Who made it.
  public var creator: String
  /// Its version; a later one replaces an earlier one.
  public var version: PackVersion
  /// The day on which it was made, `2026-11-25`.
  public var date: String
  /// Under what the pictures may be used, an SPDX expression.
  public var licence: String
  /// The origin of the pictures.
  public var provenance: String

  /// A description by its parts; ``check()`` checks them.
  public init(
    name: String, text: String, creator: String, version: PackVersion, date: String, licence: String, provenance: String
  ) {
    (self.name, self.text, self.creator, self.version) = (name, text, creator, version)
    (self.date, self.licence, self.provenance) = (date, licence, provenance)
  }

  /// Checks every text.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/invalidDescription``.
  public func check() throws(PackError) {
    func require(_ condition: Bool, _ message: String) throws(PackError) {
      guard condition else { throw PackError(.invalidDescription, message) }
    }
    try require(
      PackText.isName(name), "a pack's name has 1 to 64 letters, digits, `.`, `_` or `-`, a letter or digit first")
    try require(PackText.isPlain(text, limit: PackLimits.text), "a description is one line of 1 to 4096 bytes")
    try require(PackText.isPlain(creator, limit: PackLimits.line), "a creator is one line of 1 to 200 bytes")
    try require(PackText.isDate(date), "a pack's date is a day such as 2026-11-25")
    try require(PackText.isLicence(licence), "a licence is an SPDX expression of 1 to 200 bytes, such as CC0-1.0")
    try require(PackText.isPlain(provenance, limit: PackLimits.text), "a provenance is one line of 1 to 4096 bytes")
  }
}
