internal import ContentHashing
internal import FractalCore
import Testing

/// The examples that NIST publishes for FIPS 180-4, and pieces against the whole.
struct SHA256Tests {
  @Test(
    "Digests are those of the standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func examples(text: String, digest: String) {
    #expect(SHA256Digest(sha256Of: Array(text.utf8)).hex == digest)
    var hash = SHA256()
    hash.update(Array(text.utf8))
    #expect(hash.digest.hex == digest)
  }

  @Test("Pieces of any size hash like the whole, and a copy goes its own way")
  func pieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for size in [1, 63, 64, 65, 999] {
      var hash = SHA256()
      var copy = hash
      for start in stride(from: 0, to: bytes.count, by: size) {
        hash.update(Array(bytes[start..<min(bytes.count, start + size)]))
        if start == 0 { copy = hash }
      }
      #expect(hash.digest == SHA256Digest(sha256Of: bytes))
      #expect(copy.digest == SHA256Digest(sha256Of: bytes.prefix(size)))
      copy.update([1, 2])
      #expect(copy.digest == SHA256Digest(sha256Of: bytes.prefix(size) + [1, 2]))
      #expect(hash.digest == SHA256Digest(sha256Of: bytes))
    }
  }
}
