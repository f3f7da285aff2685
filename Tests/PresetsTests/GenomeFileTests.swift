import Foundation
import FractalCore
import FractalRendering
import FractalSearch
import IFS
import Presets
import Testing

@Suite struct GenomeFileTests {
  @Test(arguments: GenomeLaw.names) func everyLawsGenomesAreReadBackAsTheyWere(law: String) throws {
    let plan = SearchPlan(
      seed: 5, pool: 100_000, shape: PixelShape(height: 32, width: 32), samplesPerPixel: 1,
      genomes: [WeightedLaw(law: try #require(GenomeLaw(named: law)))])
    for specification in try Search.sample(plan, count: 8) {
      let file = GenomeFile(genome: specification.genome, framing: specification.framing)
      #expect(!file.text.contains("\n"))
      // Any JSON reader reads it.
      let object = try JSONSerialization.jsonObject(with: Data(file.text.utf8)) as? [String: Any]
      #expect(object?["family"] as? String == specification.genome.family.name)
      #expect(try GenomeFile(text: file.text, file: "x") == file)
      let bare = GenomeFile(genome: specification.genome)
      #expect(try GenomeFile(text: bare.text, file: "x") == bare)
    }
  }

  @Test func extremeNumbersAreReadBack() throws {
    let numbers: [Float] = [1e-30, -1.175_494_4e-38, 999_999.94, 0.1, -0, 16_777_216 / 32]
    let system = try AffineSystem(
      maps: [
        AffineMap(a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5])
      ], weights: [1])
    let file = GenomeFile(genome: .affine(system))
    #expect(try GenomeFile(text: file.text, file: "x") == file)
  }

  @Test(arguments: [
    (#"{"family":"affine","maps":[{"a":1e300,"b":0,"c":0,"d":0,"e":0,"f":0}]}"#, "`maps[0].a` is 1e+300"),
    (#"{"family":"affine","maps":[{"a":.nan,"b":0,"c":0,"d":0,"e":0,"f":0}]}"#, "`maps[0].a`"),
    (#"{"family":"affine","maps":[{"a":.inf,"b":0,"c":0,"d":0,"e":0,"f":0}]}"#, "`maps[0].a`"),
    (#"{"family":"affine","maps":[]}"#, "at least one entry"),
    (#"{"family":"affine","maps":[{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"weight":0}]}"#, "all weights"),
    (#"{"family":"flower"}"#, "`family` is `flower`; it must be affine or flame or escape-time"),
    (#"{"family":"escape-time","set":"julia","trap":{"shape":"point","x":0,"y":0}}"#, "`constant` is missing"),
    (#"{"family":"escape-time","set":"mandelbrot","trap":{"shape":"star","x":0,"y":0}}"#, "`trap.shape` is `star`"),
    (#"{"family":"escape-time","set":"mandelbrot","trap":{"shape":"circle","x":0,"y":0}}"#, "radius"),
    (#"{"family":"escape-time","set":"mandelbrot","power":9,"trap":{"shape":"point","x":0,"y":0}}"#, "`power` is 9"),
    (
      #"{"family":"escape-time","set":"mandelbrot","trap":{"shape":"point","x":0,"y":0},"framing":{"x":0,"y":0,"radius":0}}"#,
      "`framing.radius` is 0"
    ),
    (
      #"{"family":"escape-time","set":"mandelbrot","colour":1,"trap":{"shape":"point","x":0,"y":0}}"#,
      "unknown key `colour`"
    ),
    ("[1, 2", "this is no YAML"), ("", "is empty"), ("7", "must be a mapping"),
  ])
  func whatIsWrongIsNamed(_ text: String, _ words: String) {
    #expect {
      try GenomeFile(text: text, file: "x.json")
    } throws: { error in
      let message = (error as? PresetError)?.message ?? "\(error)"
      return message.hasPrefix("x.json") && message.contains(words) && !message.contains("\n")
    }
  }
}
