internal import FractalCore

/// A step's place in its streams: chain * 65536 + step, and the sample's index.
struct Place {
  let lane: UInt32
  let index: UInt64
}

extension RandomStream {
  func draws(_ place: Place) -> RandomDraws { draws(lane: place.lane, index: place.index) }
}

/// The streams of one seed, epoch and view, one for each purpose of mixing.
struct Streams: Sendable {
  let chainWeights: RandomStream
  let mixingWeight: RandomStream
  let chainLevel: RandomStream
  let chainDepth: RandomStream
  let imageOperation: RandomStream
  let patchSize: RandomStream
  let mixingOperation: RandomStream
  let patchSource: RandomStream
  let patchPlace: RandomStream
  let blend: RandomStream
  let mask: RandomStream
  let copyOperation: RandomStream
  let mixingPicture: RandomStream
  let pictureCrop: RandomStream

  init(seed: UInt64, epoch: UInt32, view: UInt32, pictureView: UInt32) {
    func stream(_ purpose: StreamPurpose, view: UInt32) -> RandomStream {
      RandomStream(seed: seed, purpose: purpose, epoch: epoch, view: view)
    }
    chainWeights = stream(.chainWeights, view: view)
    mixingWeight = stream(.mixingWeight, view: view)
    chainLevel = stream(.chainLevel, view: view)
    chainDepth = stream(.chainDepth, view: view)
    imageOperation = stream(.imageOperation, view: view)
    patchSize = stream(.patchSize, view: view)
    mixingOperation = stream(.mixingOperation, view: view)
    patchSource = stream(.patchSource, view: view)
    patchPlace = stream(.patchPlace, view: view)
    blend = stream(.blend, view: view)
    mask = stream(.mask, view: view)
    copyOperation = stream(.copyOperation, view: view)
    mixingPicture = stream(.mixingPicture, view: pictureView)
    pictureCrop = stream(.pictureCrop, view: pictureView)
  }
}
