/// Answers single operations of IPMix over stdin and stdout, so that tests in other languages can compare bytes.
///
/// A request is a little-endian u32 length, that many bytes of JSON (see `Request`), and the pictures' raw bytes. An
/// answer is a u32 status (0: done, 1: refused), a u32 length and that many bytes: the result, or the reason as text.
import CanonicalData
import Foundation
import FractalCore
import IPMix

/// What is asked; `pictures` pictures of the shape follow, interleaved.
struct Request {
  let shape: PixelShape
  let pictures: Int
  let json: JSONValue

  init(_ bytes: [UInt8]) throws {
    let json = try JSONParser.parse(bytes, keepsIntegers: true)
    func number(_ name: String) throws -> Int {
      guard let number = json[name]?.whole else { throw IPMixError(.invalidPlan, "\(name) must be a number") }
      return number
    }
    self.json = json
    shape = PixelShape(
      height: try number("height"), width: try number("width"), channels: try number("channels"))
    pictures = try number("pictures")
  }
}

/// Asks for a plan of `recipe` as JSON.
struct Sample: Schema {
  var (seed, epoch, index, view, assets): (UInt64, UInt32, UInt64, UInt32, UInt64) = (0, 0, 0, 0, 0)
  var assetSide = 0

  static var blank: Sample { Sample() }

  mutating func pass(over fields: inout Fields) {
    fields("seed", &seed, .seed)
    fields("epoch", &epoch, .whole(in: UInt32.min...UInt32.max))
    fields("index", &index, .index)
    fields("view", &view, .whole(in: UInt32.min...UInt32.max))
    fields("assets", &assets, .index)
    fields("assetSide", &assetSide, .whole(in: 1...1024))
  }
}

let input = FileHandle.standardInput
let output = FileHandle.standardOutput

@MainActor func read(_ count: Int) -> Data? {
  var data = Data()
  while data.count < count {
    guard let part = try? input.read(upToCount: count - data.count), !part.isEmpty else { return nil }
    data.append(part)
  }
  return data
}

func number(_ value: UInt32) -> Data {
  withUnsafeBytes(of: value.littleEndian) { Data($0) }
}

let mixer = IPMixer()

@MainActor func answer(_ request: Request, _ pictures: [Picture]) throws -> Data {
  let json = request.json
  if let operation = json["operation"] { return Data(try ImageOperation(json: operation)(pictures[0]).pixels) }
  if let size = json["resize"] {
    let resampling = try Resampling(
      from: pictures[0].shape, height: size["height"]?.whole ?? 0, width: size["width"]?.whole ?? 0)
    return Data(try resampling(pictures[0]).pixels)
  }
  if let mixing = json["mixing"] {
    // The whole picture as the one patch of a plan's only chain, unnormalised and unmixed: the bytes come back as v / 255.
    let shape = pictures[0].shape
    let step = MixingPlan.Step.patch(
      rectangle: PatchRectangle(left: 0, top: 0, width: shape.width, height: shape.height),
      operation: try MixingOperation(json: mixing), source: .mixingPicture)
    let plan = MixingPlan(
      recipe: "probe", shape: shape, overflow: json["overflow"]?.text.flatMap(Overflow.init) ?? .wrap, steps: [step])
    let mixed = try mixer.apply(plan, to: pictures[0], mixingPicture: pictures[1], layout: .interleaved)
    return Data(mixed.picture.pixels)
  }
  if let plan = try json["plan"].map(MixingPlan.init(json:)) {
    if json["trace"] == .bool(true) { return try trace(plan, pictures) }
    let mixed = try mixer.apply(plan, to: pictures[0], mixingPicture: pictures.count > 1 ? pictures[1] : nil)
    return mixed.values.withUnsafeBytes { Data($0) }
  }
  guard let recipe = try json["recipe"].map(Recipe.init(json:)) else {
    throw IPMixError(.invalidPlan, "the request asks for nothing")
  }
  guard let sample = try json["sample"].map(Sample.init(json:)) else { return Data(try recipe.json()) }
  let plan = try samplePlan(
    recipe, seed: sample.seed, epoch: sample.epoch, index: sample.index, view: sample.view, imageShape: request.shape,
    mixingSet: MixingSetDescription(
      count: sample.assets, assetShape: PixelShape(height: sample.assetSide, width: sample.assetSide)))
  return Data(try plan.json())
}

/// For each chain its start and the picture after each step, interleaved bytes; for `rounds` the planar float32 states; then
/// the result.
@MainActor func trace(_ plan: MixingPlan, _ pictures: [Picture]) throws -> Data {
  let trace = try mixer.trace(plan, of: pictures[0], mixingPicture: pictures.count > 1 ? pictures[1] : nil)
  var data = Data()
  for chain in trace.chains {
    for picture in [chain.start] + chain.steps { data.append(contentsOf: picture.pixels) }
  }
  for values in trace.rounds + [trace.result.values] { values.withUnsafeBytes { data.append(contentsOf: $0) } }
  return data
}

extension MixingPlan {
  /// A plan of one chain that alone makes the result, with values v / 255.
  init(recipe: String, shape: PixelShape, overflow: Overflow, steps: [Step]) {
    self.init(
      recipe: recipe, seed: 0, epoch: 0, index: 0, view: 0, imageShape: shape, mixingWeight: 1,
      chains: [Chain(weight: 1, level: .patch, steps: steps)],
      mixingPicture: MixingPictureChoice(
        asset: 0, resizedHeight: shape.height, resizedWidth: shape.width, top: 0, left: 0),
      overflow: overflow,
      normalization: Recipe.Normalization(
        mean: [Float](repeating: 0, count: shape.channels),
        standardDeviation: [Float](repeating: 1, count: shape.channels)))
  }
}

@MainActor func serve() throws {
  while let prefix = read(4) {
    let length = prefix.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) }
    guard let header = read(Int(length)) else { return }
    var status: UInt32 = 0
    var result: Data
    do {
      let request = try Request([UInt8](header))
      var pictures: [Picture] = []
      for _ in 0..<request.pictures {
        guard let bytes = read(request.shape.byteCount) else { return }
        pictures.append(Picture(shape: request.shape, pixels: [UInt8](bytes)))
      }
      result = try answer(request, pictures)
    } catch {
      status = 1
      result = Data("\(error)".utf8)
    }
    try output.write(contentsOf: number(status) + number(UInt32(result.count)) + result)
  }
}

try serve()
