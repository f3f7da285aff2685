public import FractalCore

/// The result of a verification.
public struct VerificationReport: Sendable {
  /// The store's folder.
  public var path: String
  /// Whether a seal lies there.
  public var isSealed: Bool
  /// Whether pixels were left out.
  public var isQuick: Bool
  /// Bytes of `assets.mdb`.
  public var byteCount: Int
  /// Assets that are committed; nil when that cannot be told.
  public var count: Int?
  /// The root that the records give; nil when they are not all sound.
  public var root: SHA256Digest?
  /// All that is not as it should be.
  public var damage: [StoreDamage] = []
  /// Whether all that a reader can reach was found to be sound, whatever the blocks' checksums say.
  public var contentIsSound = false

  /// Whether nothing is damaged, the views among it.
  public var isSound: Bool { damage.isEmpty }

  /// Whether the store itself is as it was sealed; its views, which can be made anew, may be damaged.
  public var storeIsSound: Bool { damage.allSatisfy { $0.part == .view } }

  /// The sizes of views that are damaged or were made from another store.
  public var damagedViews: [Int] { damage.compactMap { $0.part == .view ? $0.id : nil } }

  /// Whether bytes were altered that no reader uses: free pages, gaps in pages, or the older meta page.
  ///
  /// Only a full verification can say so.
  public var onlyUnusedBytesAltered: Bool {
    !isQuick && contentIsSound && !storeIsSound && damage.allSatisfy { $0.part == .block || $0.part == .view }
  }

  /// The ids of assets that are damaged, in their order.
  public var damagedAssets: [Int] {
    Set(damage.compactMap { $0.part.isOfAsset ? $0.id : nil }).sorted()
  }
}
