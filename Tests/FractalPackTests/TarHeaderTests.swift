import Foundation
import FractalCore
import TestSupport
import Testing

@testable import FractalPack

@Suite struct TarHeaderTests {
  @Test func aHeaderIsReadAsItWasWritten() throws {
    for header in [
      TarHeader(name: "000000000.png", size: 0), TarHeader(name: "a", size: TarHeader.largest),
      TarHeader(name: String(repeating: "n", count: 100), size: 511),
    ] {
      #expect(try TarHeader(block: header.bytes, in: "it") == header)
    }
  }

  @Test func gnuTarReadsOurTars() throws {
    let folder = try TemporaryDirectory()
    let members = [("000000000.png", [UInt8](repeating: 7, count: 700)), ("000000000.json", Array("{}".utf8))]
    try Data(LoosePack.tar(members)).write(to: URL(filePath: folder.path("a.tar")))
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = ["tar", "-xf", folder.path("a.tar"), "-C", folder.url.path]
    try tar.run()
    tar.waitUntilExit()
    #expect(tar.terminationStatus == 0)
    for (name, bytes) in members {
      #expect(try Data(contentsOf: URL(filePath: folder.path(name))) == Data(bytes))
    }
  }

  @Test func noFlippedBitOfAHeaderIsAccepted() {
    let bytes = TarHeader(name: "000000001.json", size: 1234).bytes
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: PackError.self) { try TarHeader(block: flipped, in: "it") }
    }
  }

  @Test func aSizeOfTwelveDigitsIsRefused() {
    let forged = Self.forged([(124, String(repeating: "7", count: 12))])
    #expect(throws: PackError.self) { try TarHeader(block: forged, in: "it") }
  }

  /// A header with some fields changed and a checksum that fits: what a forger would make.
  static func forged(_ changes: [(offset: Int, text: String)]) -> [UInt8] {
    var block = TarHeader(name: "000000000.png", size: 5).bytes
    for (offset, text) in changes {
      for (place, byte) in text.utf8.enumerated() { block[offset + place] = byte }
    }
    for place in 148..<156 { block[place] = 0x20 }
    let digits = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
    let text = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
    for (place, byte) in text.utf8.enumerated() { block[148 + place] = byte }
    return block
  }

  @Test(arguments: [
    ("1", "link"), ("2", "link"), ("3", "device"), ("4", "device"), ("5", "folder"), ("6", "device"), ("7", "unknown"),
    ("x", "PAX"), ("g", "PAX"), ("S", "sparse"), ("L", "GNU"), ("K", "GNU"),
  ])
  func everyOtherKindOfMemberIsRefusedByName(kind: String, word: String) throws {
    let error = #expect(throws: PackError.self) {
      try TarHeader(block: Self.forged([(156, kind)]), in: "it")
    }
    #expect(error?.code == .malformed && error?.message.contains(word) == true, "\(error?.message ?? "")")
  }

  @Test func pathsThatLeadElsewhereAreRefused() throws {
    for (name, word) in [("/etc/passwd\0\0", "absolute"), ("../../x\0\0\0\0\0\0", "leads out")] {
      let block = Self.forged([(0, name), (345, "\0")])
      if let header = try? TarHeader(block: block, in: "it") {
        // In our form: then the reader compares the whole name with the one that it expects.
        #expect(header.name.hasPrefix("/") || header.name.hasPrefix(".."))
      } else {
        let error = #expect(throws: PackError.self) { try TarHeader(block: block, in: "it") }
        #expect(error?.message.contains(word) == true)
      }
    }
    #expect(throws: PackError.self) { try TarHeader(block: Self.forged([(345, "prefix")]), in: "it") }
  }
}
