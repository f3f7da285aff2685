public import FractalCore

/// The effect of a plan on a picture, step by step, to explain a result or to compare it with another program.
public struct MixingTrace: Sendable, Hashable {
  /// The chains in 8 bits; none in the framework `rounds`.
  public var chains: [Chain] = []
  /// In the framework `rounds`, the state in float32 at the beginning and after each step; empty in the others.
  ///
  /// Values in 0...1, channel by channel (CHW).
  public var rounds: [[Float]] = []
  /// The result.
  public var result: MixedPicture

  /// The states of ``rounds`` for looking at: times 255, rounded to 8 bits.
  public var roundPictures: [Picture] {
    let channels = result.shape.channels
    let unit = Recipe.Normalization(
      mean: [Float](repeating: 0, count: channels), standardDeviation: [Float](repeating: 1, count: channels))
    return rounds.map {
      MixedPicture(shape: result.shape, layout: .planar, values: $0, normalization: unit).picture
    }
  }

  /// One chain in 8 bits.
  public struct Chain: Sendable, Hashable {
    /// The picture that the chain starts from.
    public var start: Picture
    /// The picture after each step.
    public var steps: [Picture]
  }
}

extension IPMixer {
  /// The mixed picture together with the chains after every operation; slower than ``apply(_:to:mixingPicture:layout:)``,
  /// with the same result.
  public func trace(
    _ plan: MixingPlan, of image: Picture, mixingPicture: Picture?, layout: TensorLayout = .planar
  ) throws(IPMixError) -> MixingTrace {
    let shape = image.shape
    var pictures = [[Picture]](repeating: [], count: plan.chains.count)
    var rounds: [[Float]] = []
    let observer = MixingObserver(
      chains: { chain, planes in
        var picture = Picture(shape: shape)
        picture.pixels.withUnsafeMutableBufferPointer { Planes.pack(planes, to: $0.baseAddress!, shape: shape) }
        pictures[chain].append(picture)
      },
      rounds: { rounds.append(Array($0)) })
    let result = try apply(plan, to: image, mixingPicture: mixingPicture, layout: layout, observer: observer)
    let chains =
      plan.framework == .rounds
      ? [] : pictures.map { MixingTrace.Chain(start: $0[0], steps: Array($0.dropFirst())) }
    return MixingTrace(chains: chains, rounds: rounds, result: result)
  }
}

/// Is shown what happens between the steps of a plan.
struct MixingObserver {
  let chains: ChainObserver
  let rounds: (UnsafeBufferPointer<Float>) -> Void
}
