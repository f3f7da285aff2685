import Foundation
import FractalCore
import FractalPack
import TestSupport
import Testing

/// The signatures alone; Tools/python-tests compares them with the program `minisign`.
@Suite struct MinisignTests {
  private let message = Array("what is signed".utf8)

  @Test func aKeyReadsItsOwnFileAndSigns() throws {
    let key = MinisignSecretKey()
    let again = try MinisignSecretKey(file: key.file(password: nil), name: "it", password: nil)
    #expect(again.publicKey == key.publicKey)
    #expect(try MinisignPublicKey(file: key.publicKey.file, name: "it") == key.publicKey)
    #expect(MinisignPublicKey(base64: key.publicKey.base64) == key.publicKey)
    let signature = try MinisignSignature(
      file: MinisignSignature(signing: message, with: again, trustedComment: "by us").file)
    #expect(signature.trustedComment == "by us")
    try signature.check(message, by: key.publicKey)
  }

  @Test func aPasswordOpensItsKeyAndNoOtherDoes() throws {
    let key = MinisignSecretKey()
    let file = try key.file(password: "correct horse")
    #expect(MinisignSecretKey.needsPassword(file: file) == true)
    #expect(MinisignSecretKey.needsPassword(file: try key.file(password: nil)) == false)
    #expect(try MinisignSecretKey(file: file, name: "it", password: "correct horse").publicKey == key.publicKey)
    for password in ["", "wrong", nil] {
      let error = #expect(throws: PackError.self) {
        try MinisignSecretKey(file: file, name: "it", password: password)
      }
      #expect(error?.code == .wrongPassword)
    }
  }

  @Test(arguments: [(1 << 40, 128 << 20), (1 << 22, 1 << 40)])
  func aKeyFileThatAsksForTooMuchIsRefusedAtOnce(operations: Int, memory: Int) throws {
    let lines = String(decoding: try MinisignSecretKey().file(password: "p"), as: UTF8.self).split(separator: "\n")
    var body = try #require(Data(base64Encoded: String(lines[1])))
    func littleEndian(_ value: Int) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }
    body.replaceSubrange(38..<46, with: littleEndian(operations))
    body.replaceSubrange(46..<54, with: littleEndian(memory))
    let file = Array("\(lines[0])\n\(body.base64EncodedString())\n".utf8)
    let error = #expect(throws: PackError.self) { try MinisignSecretKey(file: file, name: "it", password: "p") }
    #expect(error?.code == .badKey)
  }

  @Test func noFlippedBitOfMessageOrSignatureIsAccepted() throws {
    let key = MinisignSecretKey()
    let file = MinisignSignature(signing: message, with: key, trustedComment: "by us").file
    for bit in 0..<message.count * 8 {
      var flipped = message
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: PackError.self) { try MinisignSignature(file: file).check(flipped, by: key.publicKey) }
    }
    // The untrusted comment is nobody's word, and a bit of it may flip.
    let start = file.firstIndex(of: 0x0A)! + 1
    var accepted = 0
    for bit in start * 8..<file.count * 8 {
      var flipped = file
      flipped[bit / 8] ^= 1 << (bit % 8)
      if let signature = try? MinisignSignature(file: flipped),
        (try? signature.check(message, by: key.publicKey)) != nil
      {
        accepted += 1
      }
    }
    #expect(accepted == 0)
  }

  @Test func anotherKeyIsNamedAsSuch() throws {
    let signature = MinisignSignature(signing: message, with: MinisignSecretKey(), trustedComment: "")
    let error = #expect(throws: PackError.self) {
      try signature.check(message, by: MinisignSecretKey().publicKey)
    }
    #expect(error?.code == .otherKey)
  }
}
