import Foundation
import TestSupport
import Testing

/// `fernery mix` beyond its first use: replayed plans, pictures of several sizes, recipes without fractals, grey.
@Suite struct MixCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func explained(_ arguments: String...) throws -> String {
    let result = try FerneryProcess(
      ["mix", TestStores.photo, "--explain"] + arguments, in: folder.url.path
    ).wait()
    #expect(result.code == 0, "\(result.stderr)")
    return result.stdout
  }

  private func names(_ name: String) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.path(name)))
  }

  @Test func aPlanIsReplayedIntoAFolder() throws {
    try folder.write(explained("--store", TestStores.done, "--recipe", "paper-cifar", "--seed", "4"), to: "plan.json")
    let result = try fernery(
      "mix", TestStores.photo, "--store", TestStores.done, "--plan", "plan.json", "--out", "replay", "--json",
      in: folder)
    #expect(result.code == 0 && result.stderr.isEmpty, "\(result.stderr)")
    let plan = try JSON(String(contentsOfFile: folder.path("plan.json"), encoding: .utf8))
    var expected: Set = ["plan.json", "result.npy", "result.png", "sheet.png"]
    for (number, chain) in try #require(plan["chains"]?.array).enumerated() {
      for step in 0...(try #require(chain["steps"]?.array).count) {
        expected.insert("chain-\(number)-step-\(step).png")
      }
    }
    #expect(try names("replay") == expected)
    #expect(try Set(#require(result.json()["files"]?.array).compactMap(\.string)) == expected)
    // What was replayed is what was recorded, and the same again gives the same bytes.
    #expect(
      try String(contentsOfFile: folder.path("replay/plan.json"), encoding: .utf8)
        == String(contentsOfFile: folder.path("plan.json"), encoding: .utf8))
    try fernery(
      "mix", TestStores.photo, "--store", TestStores.done, "--plan", "plan.json", "--out", "again", in: folder)
    #expect(try FolderContent(folder.path("replay")) == FolderContent(folder.path("again")))
  }

  @Test func roundsAreReplayedAsFloatStates() throws {
    try folder.write(explained("--store", TestStores.done, "--recipe", "pixmix", "--seed", "1"), to: "plan.json")
    let plan = try JSON(String(contentsOfFile: folder.path("plan.json"), encoding: .utf8))
    let steps = try #require(plan["chains"]?.array?.first?["steps"]?.array).count
    try fernery("mix", TestStores.photo, "--store", TestStores.done, "--plan", "plan.json", in: folder)
    let states = (0...steps).map { "state-\($0).npy" }
    #expect(try names("replay") == Set(["plan.json", "result.npy", "result.png", "sheet.png"] + states))
  }

  @Test func replayingSaysWhatIsWrong() throws {
    let plan = try explained("--store", TestStores.done, "--recipe", "paper-cifar", "--seed", "4")
    try #require(plan.contains("\"source\" : \"mixingPicture\""))
    try folder.write(plan, to: "plan.json")
    func refuse(_ arguments: String..., code: Int32, saying word: String) throws {
      let before = try FolderContent(folder.url.path)
      let result = try FerneryProcess(["mix"] + arguments, in: folder.url.path).wait()
      #expect(result.ending == .exit(code) && result.stderr.contains(word), "\(result.stderr)")
      #expect(result.stderr.count { $0 == "\n" } == 1 && result.stdout.isEmpty, "\(result.stderr)")
      #expect(try FolderContent(folder.url.path) == before)
    }
    let photo = TestStores.photo
    try refuse(photo, "--plan", "nope.json", code: 66, saying: "there is no file nope.json")
    try folder.write("hello", to: "text.json")
    try refuse(
      photo, "--plan", "text.json", code: 65, saying: "text.json: the plan cannot be read: it is no JSON from byte 0")
    try folder.write("{}", to: "empty.json")
    try refuse(photo, "--plan", "empty.json", code: 65, saying: "version is missing")
    try folder.write(plan.replacing("\"overflow\" : \"clip\"", with: "\"overflow\" : \"clap\""), to: "wrong.json")
    try refuse(photo, "--plan", "wrong.json", code: 65, saying: "overflow must be one of clip, wrap, not `clap`")
    try refuse(photo, "--plan", "plan.json", code: 64, saying: "give its store with --store")
    try refuse(photo, "--plan", "plan.json", "--recipe", "augmix", code: 64, saying: "leave out --recipe")
    try refuse(photo, photo, "--plan", "plan.json", code: 64, saying: "on one picture, not on 2")
    try refuse(photo, "--fractal", photo, code: 64, saying: "--fractal belongs to --plan")
    try fernery("render", "tree", "--size", "40", "--out", "large.png", in: folder)
    try refuse("large.png", "--plan", "plan.json", code: 64, saying: "40x40 pixels, but the plan is for 32x32")
    try FileManager.default.createDirectory(atPath: folder.path("there"), withIntermediateDirectories: false)
    try refuse(photo, "--plan", "plan.json", "--out", "there", code: 73, saying: "there exists already")
    let asset = try #require(plan.firstMatch(of: /"asset" : [0-9]+/)).output
    try folder.write(plan.replacing(asset, with: "\"asset\" : 1000000"), to: "far.json")
    try refuse(
      photo, "--store", TestStores.done, "--plan", "far.json", code: 64, saying: "mixes with fractal 1000000, but")
  }

  @Test func everyPictureHasTheRecipeOfItsSize() throws {
    try fernery("render", "tree", "--size", "97", "--out", "large.png", in: folder)
    let result = try fernery(
      "mix", TestStores.photo, "large.png", "--store", TestStores.done, "--views", "1", "--json", in: folder)
    #expect(result.code == 0, "\(result.stderr)")
    let recipes = try #require(result.json()["recipes"]?.array).compactMap(\.string)
    #expect(recipes == ["reference-cifar", "reference-imagenet"])
  }

  @Test func recipesOfImageOperationsNeedNoStore() throws {
    let result = try fernery("mix", TestStores.photo, "--recipe", "augmix", "--views", "2", in: folder)
    #expect(result.code == 0 && result.stdout.contains("recipe augmix"), "\(result.stderr)")
    try expectRefusal("mix", TestStores.photo, code: 64, saying: "reference-cifar mixes with fractals", in: folder)
  }

  @Test(arguments: [
    "paper-cifar", "paper-imagenet", "reference-cifar", "reference-imagenet", "augmix", "augmix-imagenet", "pixmix",
    "pixmix-imagenet",
  ])
  func everyRecipeMixesInColourAndGrey(recipe: String) throws {
    for grey in [[], ["--grey"]] {
      let result = try FerneryProcess(
        ["mix", TestStores.photo, "--store", TestStores.done, "--recipe", recipe, "--views", "2"] + grey,
        in: folder.url.path
      ).wait()
      #expect(result.code == 0 && result.stderr.isEmpty, "\(result.stderr)")
    }
  }

  @Test func theSheetOfOperationsNamesEveryOne() throws {
    let result = try fernery("sheet", "operations", TestStores.photo, "--level", "8", "--json", in: folder)
    #expect(result.code == 0 && result.stderr.isEmpty, "\(result.stderr)")
    let cells = try #require(result.json()["cells"]?.array).compactMap(\.string)
    #expect(cells.count == 27 && Set(cells).count == 27)
    for name in ["equalize", "rotate 24", "color 1.54", "multiply .75 .25", "scar, lying 2x16", "random elements"] {
      #expect(cells.contains(name), "\(cells)")
    }
    #expect(FileManager.default.fileExists(atPath: folder.path("operations.png")))
    try expectRefusal("sheet", "operations", "--level", "11", code: 64, saying: "--level is 11.0", in: folder)
    #expect(try fernery("sheet", "operations", "--size", "32", "--out", "classic.png", in: folder).code == 0)
  }
}
