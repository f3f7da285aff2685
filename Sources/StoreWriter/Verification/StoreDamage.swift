/// Something in a store that is not what it should be.
public struct StoreDamage: Sendable, Hashable {
  /// Which part of the store it is.
  public enum Part: String, Sendable, CaseIterable {
    /// `seal.json`.
    case seal
    /// `assets.mdb` as a whole: missing, or of another size.
    case file
    /// A MiB of the file; ``StoreDamage/id`` is its number.
    case block
    /// A page, or a tree of them.
    case page
    /// The header: the database `meta`.
    case header
    /// The catalog as a whole.
    case catalog
    /// A specification of the catalog; ``StoreDamage/id`` is the asset's.
    case specification
    /// An asset's pixels.
    case pixels
    /// An asset's record.
    case record
    /// The indexes of hashes and attributes.
    case index
    /// The count of what is committed.
    case progress
    /// The Merkle root.
    case root
    /// The file as LMDB reads it.
    case served
    /// A view, which is no part of the store's content; ``StoreDamage/id`` is its size.
    case view

    /// Whether such damage is an asset's own.
    public var isOfAsset: Bool {
      switch self {
      case .specification, .pixels, .record, .index: true
      default: false
      }
    }
  }

  /// Which part of the store it is.
  public var part: Part
  /// The asset's id, the block's number or the view's size.
  public var id: Int?
  /// One line for people.
  public var text: String

  /// Damage as given.
  public init(_ part: Part, id: Int? = nil, _ text: String) {
    self.part = part
    self.id = id
    self.text = text
  }
}
