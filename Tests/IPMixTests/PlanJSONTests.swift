import Foundation
import FractalCore
import IPMix
import TestSupport
import Testing

/// The JSON of plans: as documented at `MixingPlan.init(from:)`, read strictly.
@Suite struct PlanJSONTests {
  static let text = #"""
    {
      "version": 1, "recipe": "by hand", "seed": "18446744073709551615", "epoch": 2, "index": 5, "view": 1,
      "imageShape": {"height": 8, "width": 16, "channels": 3}, "framework": "chainMixed", "mixingWeight": 0.5,
      "chains": [
        {"weight": 0.75, "level": "image", "steps": [
          {"operation": "rotate", "degrees": 12}, {"operation": "equalize"}, {"operation": "posterize", "bits": 3},
          {"operation": "solarize", "threshold": 200}, {"operation": "shearX", "factor": 0.1},
          {"operation": "translateY", "pixels": -2}, {"operation": "autocontrast", "cutoff": 7.5},
          {"operation": "sharpness", "factor": 0.4}]},
        {"weight": 0.25, "steps": [
          {"operation": "add", "p": 0.5, "q": 0.25, "patch": {"left": 1, "top": 2, "width": 4, "height": 4},
           "source": "mixingPicture"},
          {"operation": "multiply", "p": 1.5, "q": -0.25, "patch": {"left": 0, "top": 0, "width": 16, "height": 8},
           "source": {"operation": "mirror"}},
          {"operation": "randomPixels", "mask": {"places": "0110"},
           "patch": {"left": 3, "top": 3, "width": 2, "height": 2}, "source": "mixingPicture"},
          {"operation": "randomElements", "mask": {"seed": "9007199254740993", "threshold": 32768},
           "patch": {"left": 3, "top": 3, "width": 2, "height": 2}, "source": "mixingPicture"}]}
      ],
      "mixingPicture": {"asset": 91, "resizedHeight": 9, "resizedWidth": 18, "top": 1, "left": 2},
      "overflow": "clip", "normalization": {"mean": [0.5, 0.5, 0.5], "standardDeviation": [0.5, 0.5, 0.25]}
    }
    """#

  static let plan = MixingPlan(
    recipe: "by hand", seed: .max, epoch: 2, index: 5, view: 1, imageShape: PixelShape(height: 8, width: 16),
    mixingWeight: 0.5,
    chains: [
      .init(
        weight: 0.75, level: .image,
        steps: [
          .rotate(degrees: 12), .equalize, .posterize(bits: 3), .solarize(threshold: 200), .shearX(factor: 0.1),
          .translateY(pixels: -2), .autocontrast(cutoff: 7.5), .sharpness(factor: 0.4),
        ].map { .image(operation: $0) }),
      .init(
        weight: 0.25, level: .patch,
        steps: [
          .patch(
            rectangle: PatchRectangle(left: 1, top: 2, width: 4, height: 4), operation: .add(p: 0.5, q: 0.25),
            source: .mixingPicture),
          .patch(
            rectangle: PatchRectangle(left: 0, top: 0, width: 16, height: 8), operation: .multiply(p: 1.5, q: -0.25),
            source: .operatedCopy(operation: .mirror)),
          .patch(
            rectangle: PatchRectangle(left: 3, top: 3, width: 2, height: 2),
            operation: .randomPixels(mask: .explicit(places: [0, 1, 1, 0])), source: .mixingPicture),
          .patch(
            rectangle: PatchRectangle(left: 3, top: 3, width: 2, height: 2),
            operation: .randomElements(mask: .seeded(seed: 9_007_199_254_740_993, threshold: 32_768)),
            source: .mixingPicture),
        ]),
    ],
    mixingPicture: .init(asset: 91, resizedHeight: 9, resizedWidth: 18, top: 1, left: 2), overflow: .clip,
    normalization: .init(mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.25]))

  func read(_ text: String) throws(IPMixError) -> MixingPlan {
    try MixingPlan(json: Array(text.utf8))
  }

  @Test func whatPeopleWriteIsRead() throws {
    #expect(try read(Self.text) == Self.plan)
    try Self.plan.validate()
    #expect(try MixingPlan(json: Self.plan.json()) == Self.plan)
  }

  /// The example of the documentation is read, can be applied, and names every mixing operation.
  @Test func theDocumentedExampleIsAPlan() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "Store/PLANS.md"), encoding: .utf8)
    let parts = page.components(separatedBy: "```")
    let example = try #require(parts.first { $0.hasPrefix("json\n") }).dropFirst(5)
    let plan = try read(String(example))
    try plan.validate()
    #expect(Set(plan.patches.map(\.operation.kind)) == Set(MixingOperationKind.allCases))
    #expect(try Samples.mixed(plan, by: IPMixer()).values.allSatisfy(\.isFinite))
    for kind in ImageOperationKind.allCases { #expect(page.contains(kind.rawValue)) }
    for framework in Recipe.Framework.allCases { #expect(page.contains("- \(framework.rawValue)")) }
  }

  @Test func seedsAreTextsOfDigitsOrNumbers() throws {
    let written = String(decoding: try Self.plan.json(), as: UTF8.self)
    #expect(written.contains(#""seed":"18446744073709551615""#) && written.contains(#""seed":"9007199254740993""#))
    let asNumbers = Self.text.replacingOccurrences(of: #""18446744073709551615""#, with: "18446744073709551615")
      .replacingOccurrences(of: #""9007199254740993""#, with: "9007199254740993")
      .replacingOccurrences(of: #""asset": 91"#, with: #""asset": "91""#)
    #expect(try read(asNumbers) == Self.plan)
  }

  @Test func whereItComesFromMayBeLeftOut() throws {
    let plan = try read(
      Self.text.replacingOccurrences(
        of: #""recipe": "by hand", "seed": "18446744073709551615", "epoch": 2, "index": 5, "view": 1,"#, with: ""))
    #expect(plan.recipe == "" && plan.seed == 0 && plan.chains == Self.plan.chains)
  }

  @Test(arguments: [
    (#""version": 1"#, #""version": 2"#, "version must be 1, the one that this program knows, not 2"),
    (#""view": 1"#, #""views": 1"#, "views is unknown; the keys here are version, recipe"),
    (#""epoch": 2"#, #""epoch": -1"#, "epoch must be a whole number in 0...4294967295, not -1"),
    (#""seed": "18"#, #""seed": "x18"#, "seed must be a whole number in 0...18446744073709551615, not `x1844"),
    (#""height": 8, "width""#, #""height": 7, "width""#, "imageShape.height must be in 8...1024, not 7"),
    (#""channels": 3"#, #""channels": 2"#, "imageShape.channels must be 1 or 3, not 2"),
    (#""framework": "chainMixed""#, #""framework": "chain""#, "framework must be one of chainMixed, linear"),
    (#""mixingWeight": 0.5"#, #""mixingWeight": "0.5""#, "mixingWeight must be a number, not `0.5`"),
    (#""degrees": 12"#, #""degrees": 1.5"#, "chains[0].steps[0].degrees must be a whole number in -360...360"),
    (#""degrees": 12"#, #""degrees": 361"#, "chains[0].steps[0].degrees must be in -360...360, not 361"),
    (#""degrees": 12"#, #""angle": 12"#, "chains[0].steps[0].angle is unknown; the keys here are operation, degrees"),
    (#""operation": "rotate""#, #""operation": "turn""#, "chains[0].steps[0].operation must be one of equalize"),
    (#""bits": 3"#, #""bits": 9"#, "chains[0].steps[2].bits must be in 0...8, not 9"),
    (#"{"left": 1, "top""#, #"{"x": 1, "top""#, "chains[1].steps[0].patch.x is unknown"),
    (
      #""source": {"operation": "mirror"}"#, #""source": "fractal""#,
      "chains[1].steps[1].source must be `mixingPicture`"
    ),
    (
      #""source": {"operation": "mirror"}"#, #""source": {"operation": "add"}"#,
      "chains[1].steps[1].source.operation must"
    ),
    (#""places": "0110""#, #""places": "012""#, "chains[1].steps[2].mask.places must be a text of 0 and 1"),
    (
      #""threshold": 32768"#, #""threshold": 65536"#,
      "chains[1].steps[3].mask.threshold must be a whole number in 0...65535"
    ),
    (#""overflow": "clip""#, #""overflow": "saturate""#, "overflow must be one of clip, wrap, not `saturate`"),
    (#""mean": [0.5, 0.5, 0.5]"#, #""mean": [0.5]"#, "normalization.mean must hold 3 values, not 1"),
    (#""mean": [0.5, 0.5, 0.5]"#, #""mean": [0.5, 2, 0.5]"#, "normalization.mean[1] must be in 0...1, not 2"),
    (#""chains": ["#, #""chains": {}, "rest": ["#, "chains must be a list, not an object"),
    (#""overflow""#, #""rest": 1, "overflow""#, "rest is unknown; the keys here are version, recipe"),
    (#""level": "image""#, #""level": "patch""#, "chains[0].level must be image or both, as the steps are, not patch"),
    (#""places": "0110""#, #""places": "011""#, "chains[1].steps[2].mask.places must have 4 places"),
    (#""left": 1, "top": 2"#, #""left": 13, "top": 2"#, "chains[1].steps[0].patch.width must end within 8x16"),
    (#""resizedWidth": 18"#, #""resizedWidth": 17"#, "mixingPicture.left must be in 0...1 for a crop"),
    (#""p": 0.5"#, #""p": 1e39"#, "chains[1].steps[0].p must be a finite number in float32"),
    (#""version": 1"#, #""version": 1, "version": 1"#, "the plan cannot be read: it is no JSON from byte"),
    (#""recipe": "by hand""#, #""recipe": null"#, "recipe must be a text, not null"),
  ])
  func mistakesAreNamed(_ right: String, _ wrong: String, _ message: String) throws {
    let text = Self.text.replacingOccurrences(of: right, with: wrong)
    #expect(text != Self.text)
    do throws(IPMixError) {
      _ = try read(text)
      Issue.record("read: \(wrong)")
    } catch {
      #expect(error.code == .invalidPlan && error.message.contains(message), "\(error.message)")
    }
  }

  @Test func whatIsMissingIsNamed() throws {
    for key in ["version", "imageShape", "framework", "mixingWeight", "chains", "overflow", "normalization"] {
      var object = try #require(
        try JSONSerialization.jsonObject(with: Data(Self.text.utf8)) as? [String: Any])
      object[key] = nil
      let data = try JSONSerialization.data(withJSONObject: object)
      do throws(IPMixError) {
        _ = try MixingPlan(json: [UInt8](data))
        Issue.record("read without \(key)")
      } catch {
        #expect(error.message.contains("\(key) is missing"), "\(error.message)")
      }
    }
  }

  /// Plans of every framework and operation come back as they were, with all digits of their float32 numbers.
  @Test(arguments: Recipe.Framework.allCases) func plansComeBackFromJSONAsTheyWere(_ framework: Recipe.Framework) throws
  {
    var recipe = Recipe(name: "every", framework: framework)
    recipe.imageOperations.enabled = ImageOperationKind.allCases
    recipe.patches.source = .fractalOrCopy
    if framework == .rounds || framework == .linear { recipe.chains = 1 }
    if framework == .rounds {
      recipe.mixingOperations.overflow = .clip
      recipe.patches.shape = .whole
      recipe.patches.sizes = []
    }
    let sampler = try PlanSampler(
      recipe: recipe, seed: 3, epoch: 1, view: 2, imageShape: PixelShape(height: 24, width: 40),
      mixingSet: MixingSetDescription(count: 9, assetShape: PixelShape(height: 64, width: 64)))
    for index in 0..<400 as Range<UInt64> {
      let plan = sampler.plan(index: index << 50 + index)
      #expect(try MixingPlan(json: plan.json()) == plan)
    }
  }

  /// float32 numbers are written with the digits that they need, and read back as they were.
  @Test(.slow) func singlesKeepTheirValueInFewDigits() throws {
    var bits: UInt32 = 1
    for _ in 0..<20_000 {
      bits = bits &* 1_664_525 &+ 1_013_904_223
      let single = Float(bitPattern: bits)
      guard single.isFinite else { continue }
      var plan = PlanRangeTests.plan { $0.mixingWeight = single }
      plan = try MixingPlan(json: plan.json())
      #expect(plan.mixingWeight == single)
    }
    let written = try PlanRangeTests.plan { $0.mixingWeight = 0.1 }.json()
    #expect(String(decoding: written, as: UTF8.self).contains(#""mixingWeight":0.1,"#))
  }
}
