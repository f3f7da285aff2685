internal import ContentHashing
import FractalCore
import StoreWriter
import Testing

@Suite struct MerkleTreeTests {
  /// The definition in RFC 6962, section 2.1, word for word.
  private func root(_ leaves: ArraySlice<[UInt8]>) -> SHA256Digest {
    guard let first = leaves.first else { return SHA256Digest(sha256Of: []) }
    guard leaves.count > 1 else { return SHA256Digest(sha256Of: [0] + first) }
    var k = 1
    while 2 * k < leaves.count { k *= 2 }
    let middle = leaves.startIndex + k
    return SHA256Digest(sha256Of: [1] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
  }

  private func tree(_ leaves: some Sequence<[UInt8]>) -> MerkleTree {
    var tree = MerkleTree()
    for leaf in leaves { tree.append(leaf: leaf) }
    return tree
  }

  /// Leaves and roots of the reference tests of google/certificate-transparency.
  @Test func rootsAgreeWithThePublishedOnes() {
    let leaves: [[UInt8]] = [
      [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
      [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], Array(0x60...0x6F),
    ]
    let roots = [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    for (count, expected) in roots.enumerated() {
      #expect(tree(leaves.prefix(count)).root.hex == expected)
    }
  }

  @Test func everyNumberOfLeavesGivesTheRootOfTheDefinition() {
    let leaves = (0..<300).map { Array("leaf \($0)".utf8) }
    var tree = MerkleTree()
    for count in 0...leaves.count {
      #expect(tree.root == root(leaves.prefix(count)), "\(count) leaves")
      if count < leaves.count { tree.append(leaf: leaves[count]) }
    }
  }

  @Test func anAssetsLeafIsItsIdItsHashAndItsRecordsHash() {
    let (asset, record) = (SHA256Digest(sha256Of: [1]), SHA256Digest(sha256Of: [2]))
    var tree = MerkleTree()
    tree.append(id: 258, assetHash: asset, recordHash: record)
    #expect(tree.root == SHA256Digest(sha256Of: [0] + [0, 0, 0, 0, 0, 0, 1, 2] + asset.bytes + record.bytes))
  }
}
