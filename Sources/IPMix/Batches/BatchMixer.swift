public import FractalCore
internal import SystemIO

/// Mixes batches of samples on several threads: the same bytes for a sample whatever its batch, place, and thread.
///
/// Keeps a mixer a thread, so that from the second batch on nothing is allocated for a sample. One batch at a time; the
/// threads are plain ones that end with it.
///
/// The output holds view after view, each of all samples in the batch's order: for a JSD triple first the clean pictures,
/// then the first mixed views, then the second ones, as training joins them.
public final class BatchMixer {
  /// The recipe, which is valid.
  public let recipe: Recipe
  /// The trainer's seed.
  public let seed: UInt64
  /// The shape of every picture.
  public let imageShape: PixelShape
  /// The views of a sample.
  public let views: SampleViews
  /// The order of a picture's values.
  public let layout: TensorLayout

  /// The most bytes of pictures that a thread takes at once, if there is more than one.
  private static let runBytes = 32_768

  private let mixingSet: (any PictureSet)?
  private let workers: [BatchWorker]
  private var samplers: ViewSamplers

  /// A mixer of one recipe for pictures of one shape.
  ///
  /// - Parameters:
  ///   - recipe: how pictures are mixed.
  ///   - seed: the trainer's seed.
  ///   - imageShape: the shape of every picture.
  ///   - mixingSet: where fractals come from; nil for a recipe that mixes no patches.
  ///   - views: what becomes of a sample.
  ///   - layout: the order of a picture's values.
  ///   - threads: the most threads that work on a batch, at least 1.
  ///   - instructionSet: the kernels' instruction set, which changes speed alone.
  /// - Throws: ``IPMixError`` for a recipe, a shape or a set that cannot be.
  public init(
    recipe: Recipe, seed: UInt64, imageShape: PixelShape, mixingSet: (any PictureSet)?, views: SampleViews = .single,
    layout: TensorLayout = .planar, threads: Int = 1, instructionSet: InstructionSet = .best
  ) throws(IPMixError) {
    self.recipe = recipe
    self.seed = seed
    self.imageShape = imageShape
    self.views = views
    self.layout = layout
    self.mixingSet = mixingSet
    let samplers = try ViewSamplers(
      recipe, views: views, seed: seed, epoch: 0, imageShape: imageShape,
      mixingSet: mixingSet.map(MixingSetDescription.init) ?? .none)
    self.samplers = samplers
    workers = (0..<max(1, threads)).map { _ in
      BatchWorker(samplers, mixingSet: mixingSet, layout: layout, instructionSet: instructionSet)
    }
  }

  /// The elements of the output for a batch of `count` samples.
  public func outputCount(samples count: Int) -> Int { views.count * count * imageShape.byteCount }

  /// Mixes a batch into normalised float32.
  ///
  /// - Parameters:
  ///   - indices: the samples' numbers in their data set.
  ///   - epoch: another epoch gives other views.
  ///   - pictures: one for each sample, of ``imageShape``.
  ///   - output: ``outputCount(samples:)`` values.
  /// - Throws: ``IPMixError`` when a buffer has another length; what the mixing set throws, of the first sample that failed.
  public func mix(
    _ indices: [UInt64], epoch: UInt32, pictures: SamplePictures, into output: UnsafeMutableBufferPointer<Float>
  ) throws {
    try mix(indices, epoch, pictures, outputCount: output.count) { [start = output.baseAddress] place in
      .floats(start! + place)
    }
  }

  /// Mixes a batch into bytes: normalisation undone, clipped, rounded.
  ///
  /// - Throws: ``IPMixError`` when a buffer has another length; an error of the mixing set, of the first sample that failed.
  public func mix(
    _ indices: [UInt64], epoch: UInt32, pictures: SamplePictures, into output: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    try mix(indices, epoch, pictures, outputCount: output.count) { [start = output.baseAddress] place in
      .bytes(start! + place)
    }
  }

  private func mix(
    _ indices: [UInt64], _ epoch: UInt32, _ pictures: SamplePictures, outputCount: Int,
    _ target: (_ place: Int) -> ResultTarget
  ) throws {
    let byteCount = imageShape.byteCount
    let given = pictures.totalByteCount(each: byteCount)
    guard given == indices.count * byteCount, outputCount == self.outputCount(samples: indices.count) else {
      throw IPMixError(
        .wrongShape,
        "a batch of \(indices.count) pictures of \(imageShape) needs \(indices.count * byteCount) bytes and "
          + "\(self.outputCount(samples: indices.count)) elements of output, not \(given) and \(outputCount)")
    }
    guard !indices.isEmpty else { return }
    let before = FloatState.enter()
    defer { before.restore() }
    if samplers.epoch != epoch {
      samplers = try ViewSamplers(
        recipe, views: views, seed: seed, epoch: epoch, imageShape: imageShape,
        mixingSet: mixingSet.map(MixingSetDescription.init) ?? .none)
    }
    for worker in workers { worker.failure = nil }
    // Workers and places of output belong to one thread each.
    nonisolated(unsafe) let (workers, target) = (workers, target)
    let samplers = samplers
    withoutActuallyEscaping(target) { target in
      nonisolated(unsafe) let target = target
      // Small pictures are handed out by the run, so that threads neither wait for the counter nor share lines of memory.
      let run = max(1, min(Self.runBytes / byteCount, indices.count / (16 * workers.count)))
      Parallel.forEach((indices.count + run - 1) / run, threads: workers.count) { item, number in
        let (worker, end) = (workers[number], min((item + 1) * run, indices.count))
        for sample in item * run..<end {
          worker.mix(
            sample, index: indices[sample], by: samplers, picture: pictures
          ) { view in target((view * indices.count + sample) * byteCount) }
        }
      }
    }
    if let failure = workers.compactMap(\.failure).min(by: { $0.sample < $1.sample }) { throw failure.error }
  }
}
