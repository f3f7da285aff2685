public import FractalCore

/// In what two packs, or stores, differ.
public struct PackDiff: Sendable, Hashable {
  /// The name of each.
  public var titles: [String]
  /// The root of each.
  public var roots: [SHA256Digest]
  /// Ids that only the second has.
  public var added: [Int] = []
  /// Ids that only the first has.
  public var removed: [Int] = []
  /// Ids of which picture or record differ.
  public var changed: [Int] = []
  /// How many ids have the same picture and record in both.
  public var same = 0
  /// How many pictures of the second are nowhere in the first.
  public var newPictures: Int
  /// How many pictures of the first are nowhere in the second.
  public var gonePictures: Int

  /// Compares the packs of assets, or stores, at two locations.
  ///
  /// Pictures are not decoded: records name their hashes, and every file's digest is compared.
  ///
  /// - Returns: nil if the monitor cancelled.
  /// - Throws: ``PackError``, `StoreError` or `StoreWriterError`.
  public init?(_ first: String, _ second: String, trust: PackTrust = PackTrust(), monitor: TaskMonitor = .silent) throws
  {
    var trust = trust
    trust.allowsOlder = true
    guard let old = try PackContent(first, "reading", trust: trust, monitor),
      let new = try PackContent(second, "comparing", trust: trust, monitor)
    else { return nil }
    titles = [old.title, new.title]
    roots = [old.root, new.root]
    let (oldPictures, newPictures) = (Set(old.pictures), Set(new.pictures))
    self.newPictures = newPictures.subtracting(oldPictures).count
    gonePictures = oldPictures.subtracting(newPictures).count
    for id in old.ids where !new.ids.contains(id) { removed.append(id) }
    for id in new.ids {
      if !old.ids.contains(id) {
        added.append(id)
      } else if old.records[id - old.ids.lowerBound] == new.records[id - new.ids.lowerBound] {
        same += 1
      } else {
        changed.append(id)
      }
    }
  }

  /// Whether both hold the same assets under the same ids.
  public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}
