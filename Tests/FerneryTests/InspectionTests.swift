import Foundation
import TestSupport
import Testing

/// Any genome can be sampled, kept as a line, drawn again, and seen on a sheet.
@Suite struct InspectionTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func size(of name: String) throws -> (width: Int, height: Int) {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder.path(name))))
    func word(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (word(16), word(20))
  }

  @Test func sampledLinesAreDrawn() throws {
    for law in ["anderson-farrell", "fractaldb", "escape-time"] {
      let lines = try fernery("sample", law, "-n", "2", "--seed", "3", in: folder).stdout.split(separator: "\n")
      #expect(lines.count == 2)
      try folder.write(String(lines[1]), to: "genome.json")
      let result = try fernery(
        "render", "genome.json", "--size", "24x40", "--samples", "4", "--out", "\(law).png", in: folder)
      #expect(result.code == 0, "\(result.stderr)")
      #expect(try size(of: "\(law).png") == (40, 24))
      let array = try fernery("sample", law, "-n", "2", "--seed", "3", "--json", in: folder).json()
      #expect(array.array?[1]["family"]?.string != nil)
    }
  }

  @Test func anAssetOfAStoreIsDrawnInAnySize() throws {
    try fernery("generate", "demo", "--count", "3", "--size", "16", "--pool", "60", "--store", "a.fernery", in: folder)
    for (size, samples) in [("16", "4"), ("40x20", "9")] {
      let result = try fernery(
        "render", "a.fernery", "--id", "2", "--size", size, "--samples", samples, "--json", in: folder)
      #expect(result.code == 0, "\(result.stderr)")
      #expect(try result.json()["path"]?.string == "a-2.png")
    }
    try expectRefusal("render", "a.fernery", "--id", "3", code: 64, saying: "0 to 2", in: folder)
    try expectRefusal("render", "a.fernery", code: 64, saying: "--id 0", in: folder)
    try expectRefusal("render", "nowhere.fernery", "--id", "0", code: 66, saying: "nowhere.fernery", in: folder)
  }

  @Test func sheetsAreWritten() throws {
    for what in [["law", "escape-time"], ["law", "fractaldb"], ["family", "classics"], ["family", "affine"]] {
      let result = try FerneryProcess(
        ["sheet"] + what + ["--count", "3", "--size", "16", "--out", "s.png", "--json"], in: folder.url.path
      ).wait()
      #expect(result.code == 0, "\(result.stderr)")
      #expect(try result.json()["count"]?.int == 3)
    }
    let palettes = try fernery("sheet", "palette", "--columns", "2", "--json", in: folder)
    #expect(try palettes.json()["count"]?.int == 16 && palettes.json()["path"]?.string == "palette-sheet.png")
  }

  @Test func badValuesAreRefusedInOneLine() throws {
    try expectRefusal(
      "sample", "nope", code: 64, saying: "`nope`", "anderson-farrell, wide, fractaldb, flame, escape-time", in: folder)
    try expectRefusal("sample", "escape-time", "-n", "0", code: 64, saying: "--count is 0", in: folder)
    try expectRefusal("sheet", "law", "nope", code: 64, saying: "`nope`", "escape-time", in: folder)
    try expectRefusal(
      "sheet", "family", "nope", code: 64, saying: "`nope`", "affine, flame, escape-time, classics", in: folder)
    try expectRefusal("sheet", "law", "fractaldb", "--count", "1001", code: 64, saying: "1 to 1000", in: folder)
    try expectRefusal("sheet", "law", "fractaldb", "--size", "0", code: 64, saying: "--size is 0", in: folder)
    try expectRefusal(
      "render", "tree", "--size", "100000", code: 64, saying: "--size is 100000", "16 to 4096", in: folder)
    try expectRefusal("render", "tree", "--size", "0", code: 64, saying: "--size is 0", in: folder)
    try expectRefusal("render", "tree", "--colour", "trap", code: 78, saying: "no trap", in: folder)
    try folder.write(
      #"{"family":"escape-time","set":"mandelbrot","trap":{"shape":"point","x":0,"y":0}}"#, to: "m.json")
    try expectRefusal("render", "m.json", "--samples", "5", code: 64, saying: "1, 4, 9", in: folder)
    try folder.write(#"{"family":"affine","maps":[{"a":1e300,"b":0,"c":0,"d":0,"e":0,"f":0}]}"#, to: "bad.json")
    try expectRefusal("render", "bad.json", code: 78, saying: "bad.json:1:", "maps[0].a", in: folder)
  }
}
