import Fernery
import StoreTestSupport
import TestSupport
import Testing

@Suite struct MixerTests {
  let store: SampleStore
  let photo = TestPictures.noise(PixelShape(height: 32, width: 32), seed: 1)

  init() throws {
    store = try SampleStore(count: 3)
    _ = try store.finish(store.create())
  }

  @Test("A view is what the batch mixer makes of the same sample")
  func agreesWithBatches() throws {
    let mixer = try Mixer(store: store.path, recipe: .referenceCIFAR, seed: 9)
    let pictures = try StorePictures(Store(path: store.path))
    let batches = try BatchMixer(recipe: .referenceCIFAR, seed: 9, imageShape: photo.shape, mixingSet: pictures)
    var values = [Float](repeating: 0, count: 4 * photo.shape.byteCount)
    try photo.pixels.withUnsafeBufferPointer { pixels in
      try Array(repeating: pixels.baseAddress!, count: 4).withUnsafeBufferPointer { places in
        try values.withUnsafeMutableBufferPointer {
          try batches.mix([5, 0, 7, 2], epoch: 3, pictures: SamplePictures(at: places, layout: .interleaved), into: $0)
        }
      }
    }
    for (place, index) in [5, 0, 7, 2].enumerated() {
      let view = try mixer.mix(photo, index: UInt64(index), epoch: 3)
      #expect(view.values[...] == values[place * photo.shape.byteCount..<(place + 1) * photo.shape.byteCount])
    }
  }

  @Test("Another index, epoch, view or seed gives another view")
  func everyCoordinateCounts() throws {
    let mixer = try Mixer(store: store.path, recipe: .pixMix, seed: 9)
    let other = try Mixer(store: store.path, recipe: .pixMix, seed: 10)
    let views = try [
      mixer.mix(photo, index: 0), mixer.mix(photo, index: 1), mixer.mix(photo, index: 0, epoch: 1),
      mixer.mix(photo, index: 0, view: 1), other.mix(photo, index: 0),
    ]
    #expect(Set(views).count == 5)
    #expect(try mixer.mix(photo, index: 0) == views[0])
  }

  @Test("AugMix needs no store; IPMix without one is refused")
  func storeIsNeededForFractals() throws {
    #expect(try Mixer(recipe: .augMix).mix(photo, index: 0).shape == photo.shape)
    let error = #expect(throws: IPMixError.self) { try Mixer(recipe: .referenceCIFAR).mix(photo, index: 0) }
    #expect(error?.code == .missingMixingPicture)
  }

  @Test("A store that is not finished is refused")
  func unfinishedStoreIsRefused() throws {
    let half = try SampleStore(count: 3)
    try half.abandon(after: 1)
    let error = #expect(throws: StoreError.self) { try Mixer(store: half.path, recipe: .referenceCIFAR) }
    #expect(error?.code == .unfinished)
  }

  @Test(
    "The recipes with names in Swift are those of Presets/mixing",
    arguments: [
      Recipe.paperCIFAR, .paperImageNet, .referenceCIFAR, .referenceImageNet, .augMix, .augMixImageNet, .pixMix,
      .pixMixImageNet,
    ])
  func recipesHaveNames(_ recipe: Recipe) throws {
    #expect(try PresetLibrary.mixing(recipe.name) == recipe)
  }
}
