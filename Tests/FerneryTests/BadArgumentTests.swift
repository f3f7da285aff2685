import Foundation
import TestSupport
import Testing

/// Values out of range, words that are no numbers, pictures that are none, outputs that cannot be.
@Suite struct BadArgumentTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  @Test func generateNamesTheRangeOfWhatIsOutOfIt() throws {
    try expectRefusal("generate", "demo", "--count", "0", code: 64, saying: "--count is 0", "1 to 1000000", in: folder)
    try expectRefusal("generate", "demo", "--count", "-3", code: 64, saying: "--count is -3", in: folder)
    try expectRefusal(
      "generate", "demo", "--count", "10000", code: 64, saying: "10,000 assets", "pool of 6,000", "--pool", in: folder)
    try expectRefusal("generate", "demo", "--pool", "0", code: 64, saying: "--pool is 0", "1 to 10000000", in: folder)
    try expectRefusal("generate", "demo", "--size", "15", code: 64, saying: "--size is 15", "16 to 1024", in: folder)
    try expectRefusal("generate", "demo", "--size", "1025", code: 64, saying: "--size is 1025", in: folder)
    try expectRefusal("generate", "demo", "--size", "32x2000", code: 64, saying: "--size is 2000", in: folder)
    try expectRefusal("generate", "demo", "--size", "0x0", code: 64, saying: "--size is 0", in: folder)
    try expectRefusal("generate", "demo", "--threads", "0", code: 64, saying: "--threads is 0", "1 to 1024", in: folder)
    try expectRefusal("generate", "demo", "--batch", "0", code: 64, saying: "--batch is 0", in: folder)
  }

  @Test func aPoolWithTooFewValidProposalsIsToldAfterTheSearch() throws {
    let result = try fernery(
      "generate", "demo", "--count", "200", "--pool", "200", "--size", "32", "--quiet", in: folder)
    #expect(result.code == 64)
    #expect(result.stderr.hasPrefix("fernery: 200 assets cannot be selected: of 200 proposals only "))
    // What was judged serves a lower count.
    #expect(result.stderr.hasSuffix("demo.fernery.search\n"), "\(result.stderr)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["demo.fernery.search"])
  }

  @Test(arguments: ["garbage", "", "32x", "x", "32x32x32", "32.5", "1e2", "99999999999999999999"])
  func whatIsNoSizeIsAUsageError(_ size: String) throws {
    try expectUsageError("generate", "demo", "--size", size, saying: "--size", in: folder)
  }

  @Test func wordsThatAreNoNumbersAreUsageErrors() throws {
    try expectUsageError("generate", "demo", "--count", "many", saying: "'many'", in: folder)
    try expectUsageError("generate", "demo", "--seed", "-1", saying: "'-1'", in: folder)
    try expectUsageError("generate", "demo", "--threads", "1.5", saying: "'1.5'", in: folder)
    try expectUsageError("generate", "demo", "--instruction-set", "mmx", saying: "'mmx'", in: folder)
    try expectUsageError("generate", "demo", "--colour", "red", saying: "--colour", in: folder)
    try expectUsageError("generate", saying: "Give a <preset>", in: folder)
    try expectUsageError("store", "info", saying: "<store>", in: folder)
    try expectUsageError("mix", "--store", "demo.fernery", saying: "<pictures>", in: folder)
    try expectUsageError("render", "tree", "--colour", "red", saying: "density", in: folder)
    try expectUsageError("presets", "validate", saying: "<files>", in: folder)
  }

  @Test func renderNamesTheRangeOfWhatIsOutOfIt() throws {
    try expectRefusal("render", "tree", "--size", "8", code: 64, saying: "--size is 8", in: folder)
    for samples in ["0", "-1", "nan", "inf", "10001"] {
      try expectRefusal(
        "render", "tree", "--samples", samples, code: 64, saying: "--samples is \(samples)", "0.01 to", in: folder)
    }
    try expectRefusal(
      "render", "tree", "--samples", "10000", "--size", "1024", code: 64, saying: "0.01 to 256", in: folder)
  }

  @Test func showAndListNameTheIdsThatThereAre() throws {
    let store = TestStores.done
    for id in ["12", "-1", "9223372036854775807"] {
      try expectRefusal("store", "show", store, "--id", id, code: 64, saying: "no asset \(id)", "0 to 11", in: folder)
      try expectRefusal("store", "show", store, "--from", id, code: 64, saying: "no asset \(id)", in: folder)
      try expectRefusal("store", "list", store, "--from", id, code: 64, saying: "no asset \(id)", in: folder)
    }
    try expectRefusal("store", "show", store, "--count", "0", code: 64, saying: "--count is 0", in: folder)
    try expectRefusal("store", "show", store, "--columns", "0", code: 64, saying: "--columns is 0", in: folder)
    try expectRefusal(
      "store", "list", store, "--limit", "0", code: 64, saying: "--limit is 0", "at least 1", in: folder)
  }

  // MARK: - Mixing

  private func refuseMix(
    _ pictures: String, _ options: String..., code: Int32, saying word: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try FolderContent(folder.url.path)
    let result = try FerneryProcess(["mix", pictures, "--store", TestStores.done] + options, in: folder.url.path).wait()
    #expect(result.ending == .exit(code), "\(result.stderr)", sourceLocation: sourceLocation)
    #expect(
      result.stderr.hasPrefix("fernery: ") && result.stderr.contains(word), "\(result.stderr)",
      sourceLocation: sourceLocation)
    #expect(result.stderr.count { $0 == "\n" } == 1 && result.stdout.isEmpty, sourceLocation: sourceLocation)
    #expect(try FolderContent(folder.url.path) == before, sourceLocation: sourceLocation)
  }

  @Test func mixNamesTheRangeOfWhatIsOutOfIt() throws {
    try refuseMix(TestStores.photo, "--views", "0", code: 64, saying: "--views is 0; it must be 1 to 100")
    try refuseMix(TestStores.photo, "--views", "-1", code: 64, saying: "--views is -1")
    try refuseMix(TestStores.photo, "--limit", "0", code: 64, saying: "--limit is 0")
    try refuseMix(TestStores.photo, "--explain", "--row", "1", code: 64, saying: "--row is 1; it must be 0 to 0")
    try refuseMix(TestStores.photo, "--explain", "--view", "5", code: 64, saying: "--view is 5; it must be 0 to 4")
  }

  @Test func mixSaysWhatAFileIsThatIsNoPNG() throws {
    let photo = try Data(contentsOf: URL(filePath: TestStores.photo))
    try photo.prefix(photo.count / 2).write(to: folder.url.appending(path: "half.png"))
    try photo.prefix(10).write(to: folder.url.appending(path: "short.png"))
    var flipped = photo
    flipped[photo.count / 2] ^= 0x40
    try flipped.write(to: folder.url.appending(path: "flipped.png"))
    try Data([0xFF, 0xD8, 0xFF, 0xE0] + Array("..JFIF".utf8)).write(to: folder.url.appending(path: "photo.jpg"))
    try folder.write("hello", to: "text.png")
    try folder.write("", to: "empty.png")
    try refuseMix("half.png", code: 65, saying: "half.png")
    try refuseMix("short.png", code: 65, saying: "short.png ends before")
    try refuseMix("flipped.png", code: 65, saying: "flipped.png")
    try refuseMix("photo.jpg", code: 65, saying: "a JPEG picture, not a PNG: convert it")
    try refuseMix("text.png", code: 65, saying: "text.png is text")
    try refuseMix("empty.png", code: 65, saying: "empty.png is empty")
    try refuseMix("missing.png", code: 66, saying: "no picture or folder missing.png")
    try FileManager.default.createDirectory(atPath: folder.path("none"), withIntermediateDirectories: false)
    try folder.write("no picture", to: "none/readme.txt")
    try refuseMix("none", code: 66, saying: "none holds no PNG")
  }

  // MARK: - Outputs

  @Test func aPictureThatCannotBeWrittenIsToldSo() throws {
    let store = TestStores.done
    for out in [
      ("no/x.png", 73 as Int32, "folder does not exist"), (".", 73, "is a folder"), ("", 64, "--out is empty"),
    ] {
      try expectRefusal(
        "render", "tree", "--size", "16", "--out", out.0, code: out.1, saying: out.2, in: folder)
      try expectRefusal("store", "show", store, "--out", out.0, code: out.1, saying: out.2, in: folder)
      try refuseMix(TestStores.photo, "--out", out.0, code: out.1, saying: out.2)
    }
    #if os(Linux)
      try expectRefusal("store", "show", store, "--out", "/dev/full", code: 74, saying: "no space left", in: folder)
      try refuseMix(TestStores.photo, "--out", "/dev/full", code: 74, saying: "no space left")
    #endif
  }

  @Test func anExportNeverWritesIntoWhatStands() throws {
    let store = TestStores.done
    try FileManager.default.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: false)
    try folder.write("mine", to: "file")
    try expectRefusal("store", "export", store, "--out", "out", code: 73, saying: "out exists already", in: folder)
    try expectRefusal("store", "export", store, "--out", "file", code: 73, saying: "file exists already", in: folder)
    try expectRefusal(
      "store", "export", store, "--out", "file/x", code: 73, saying: "file/x cannot be made", "is a file", in: folder)
    try expectRefusal("store", "export", store, "--out", "no/x", code: 73, saying: "no/x cannot be made", in: folder)
    try expectRefusal("store", "export", store, "--out", "", code: 64, saying: "--out is empty", in: folder)
    try expectRefusal(
      "store", "export", store, "--out", "new", "--threads", "0", code: 64, saying: "--threads is 0", in: folder)
  }

  #if os(Linux)
    @Test func aResultThatGetsLostIsNoSuccess() throws {
      for command in ["presets list", "store list '\(TestStores.done)' --json", "store info '\(TestStores.done)'"] {
        let result = try fernery(
          in: folder, command: ["/bin/sh", "-c", "\"$0\" \(command) > /dev/full"])
        #expect(result.code == 74)
        #expect(result.stderr.hasPrefix("fernery: the result cannot be written to stdout"), "\(result.stderr)")
      }
    }
  #endif
}
