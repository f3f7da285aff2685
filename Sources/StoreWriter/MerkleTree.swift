internal import ContentHashing
public import FractalCore

/// The Merkle tree hash of RFC 6962, section 2.1, taken leaf by leaf.
///
/// MTH({}) = SHA-256(); MTH({d}) = SHA-256(0x00 || d); MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n])) with k
/// the greatest power of two below n. Kept are the roots of the complete subtrees to the left: O(log n) memory, O(1)
/// hashes a leaf on average.
public struct MerkleTree: Sendable {
  /// Complete subtrees from left to right, each smaller than the one before: the binary digits of ``count``.
  private var subtrees: [SHA256Digest] = []
  /// How many leaves were appended.
  public private(set) var count = 0

  /// An empty tree.
  public init() {}

  /// Appends a leaf with this content.
  public mutating func append(leaf data: [UInt8]) {
    subtrees.append(SHA256Digest(sha256Of: [0] + data))
    count += 1
    // As many merges as binary digits carry.
    for _ in 0..<count.trailingZeroBitCount { mergeLastTwo() }
  }

  /// The root of the leaves so far; O(log n).
  public var root: SHA256Digest {
    guard count > 0 else { return SHA256Digest(sha256Of: []) }
    var rest = self
    while rest.subtrees.count > 1 { rest.mergeLastTwo() }
    return rest.subtrees[0]
  }

  private mutating func mergeLastTwo() {
    let right = subtrees.removeLast()
    let left = subtrees.removeLast()
    subtrees.append(SHA256Digest(sha256Of: [1] + left.bytes + right.bytes))
  }
}

extension MerkleTree {
  /// Appends an asset's leaf: its id (u64 big-endian), its hash, and the SHA-256 of its record's JSON.
  public mutating func append(id: Int, assetHash: SHA256Digest, recordHash: SHA256Digest) {
    let id = withUnsafeBytes(of: UInt64(id).bigEndian) { Array($0) }
    append(leaf: id + assetHash.bytes + recordHash.bytes)
  }
}
