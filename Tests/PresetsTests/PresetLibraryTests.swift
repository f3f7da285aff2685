import Foundation
import FractalCore
import FractalRendering
import FractalSearch
import IFS
import IPMix
import Presets
import Testing

@Suite struct PresetLibraryTests {
  /// The folder Presets of the sources.
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Presets")

  @Test(arguments: [
    (PresetKind.generation, "generation"), (.mixing, "mixing"), (.system, "systems"),
  ])
  func everyFileOfItsFolderIsBuiltInWithItsBytes(_ kind: PresetKind, _ name: String) throws {
    let folder = Self.folder.appending(path: name)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == PresetLibrary.names(kind).map { "\($0).yaml" }.sorted())
    for preset in PresetLibrary.names(kind) {
      let file = folder.appending(path: "\(preset).yaml")
      #expect(try PresetLibrary.text(kind, named: preset) == String(contentsOf: file, encoding: .utf8))
      #expect(try PresetLibrary.check(file: file.path).kind == kind)
    }
  }

  @Test func everyPresetIsNamedAsItsFile() throws {
    for name in PresetLibrary.names(.generation) { #expect(try PresetLibrary.generation(name).name == name) }
    for name in PresetLibrary.names(.mixing) { #expect(try PresetLibrary.mixing(name).name == name) }
    for name in PresetLibrary.names(.system) { #expect(try PresetLibrary.system(name).name == name) }
  }

  @Test func everyPresetSaysInOneLineWhatItIs() throws {
    for kind in PresetKind.allCases {
      for name in PresetLibrary.names(kind) {
        let description =
          switch kind {
          case .generation: try PresetLibrary.generation(name).description
          case .mixing: try PresetLibrary.mixing(name).description
          case .system: try PresetLibrary.system(name).description
          }
        #expect((10...120).contains(description.count) && !description.contains("\n"), "\(name): \(description)")
      }
    }
  }

  @Test(arguments: [("demo", 200, 128), ("cifar", 2_000, 64), ("ipmix", 13_000, 256), ("flames", 400, 256)])
  func setsHaveTheSizesThatTheyPromise(_ name: String, _ count: Int, _ side: Int) throws {
    let preset = try PresetLibrary.generation(name)
    #expect(preset.count == count)
    #expect(preset.plan.shape == PixelShape(height: side, width: side, channels: 3))
    #expect(preset.plan.pool >= 10 * count, "a choice needs something to choose from")
    #expect(preset.licence == "CC0-1.0")
    try preset.plan.validate()
  }

  @Test func theSetOfFractalDBIsDrawnAsTheirs() throws {
    let preset = try PresetLibrary.generation("fractaldb")
    #expect(preset.count == 1000 && preset.plan.shape == PixelShape(height: 256, width: 256, channels: 1))
    #expect(preset.plan.drawing == .patches && preset.plan.colouring.flat == 1 && preset.plan.colouring.density == 0)
    guard case .fractalDB(let law) = preset.plan.genomes[0].law else { return #expect(Bool(false)) }
    #expect(law.instances == 25 && law.fill == 0.2 && law.mapCount == 2...7)
  }

  @Test func everyBuiltInSetHasAPlanOfItsOwn() throws {
    let hashes = try PresetLibrary.names(.generation).map { try PresetLibrary.generation($0).plan.hash }
    #expect(Set(hashes).count == hashes.count)
  }

  @Test func unknownNamesAreToldWhatThereIs() {
    let error = #expect(throws: PresetError.self) { try PresetLibrary.generation("nope") }
    #expect(error?.code == .unknownPreset && error?.message.contains("demo, cifar, ipmix, flames, fractaldb") == true)
    #expect(throws: PresetError.self) { try PresetLibrary.text(.system, named: "demo") }
    // What looks like a path is looked for as one.
    let missing = #expect(throws: PresetError.self) { try PresetLibrary.generation("nope.yaml") }
    #expect(missing?.code == .notFound)
  }
}
