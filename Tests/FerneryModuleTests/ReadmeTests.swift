import Fernery
import Foundation
import StoreTestSupport
import TestSupport
import Testing

/// The Swift of README.md: compiled here word by word, and run in a folder of its own.
@Suite struct ReadmeTests {
  @Test("README.md mixes one picture in four lines and draws one fractal in three")
  func examplesRun() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryDirectory()
      try #require(FileManager.default.changeCurrentDirectoryPath(folder.url.path))
      let store = try SampleStore(count: 3, at: folder.path("demo.fernery"))
      _ = try store.finish(store.create())
      try TestPictures.noise(PixelShape(height: 32, width: 32), seed: 1).write(png: "cat.png")

      let mixer = try Mixer(store: "demo.fernery", recipe: .referenceCIFAR, seed: 0)
      let view = try mixer.mix(Picture(png: "cat.png"), index: 0)
      try view.picture.write(png: "view.png")

      let fern = try PresetLibrary.fractal("barnsley-fern").picture(height: 512, width: 512)
      try fern.write(png: "fern.png")

      #expect(try Picture(png: "view.png") == view.picture)
      #expect(try Picture(png: "fern.png") == fern)
    }
  }

  @Test("The Swift that README.md shows is the Swift that is compiled here")
  func examplesAreTheOnesThatRun() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let section = try #require(readme.components(separatedBy: "## From Swift\n").dropFirst().first)
    let shown = try #require(section.components(separatedBy: "\n## ").first)
      .split(separator: "\n").filter { $0.hasPrefix("    ") && !$0.contains(".package") && !$0.contains(".product") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(shown.count(where: { $0 == "import Fernery" }) == 2)
    #expect(shown.count == 7)
    for line in shown { #expect(source.contains(line), "\(line)") }
  }
}
