import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

@Suite struct StorePicturesTests {
  @Test func aViewChangesNoByte() throws {
    let sample = try SampleStore(count: 6, shape: PixelShape(height: 30, width: 40))
    try sample.finish(sample.create())
    let store = try Store(path: sample.path)
    let sizes = [(18, 24), (30, 40), (12, 16), (45, 60)]
    let plain = try StorePictures(store)
    let without = try sizes.map { size in try store.ids.map { try plain.picture(of: $0, height: size.0, width: size.1) }
    }
    for size in [18, 12] { _ = try ViewBuilder(path: sample.path, size: size).run() }
    let viewed = try StorePictures(store)
    #expect(viewed.view(height: 18, width: 24) != nil && viewed.view(height: 24, width: 18) == nil)
    let with = try sizes.map { size in try store.ids.map { try viewed.picture(of: $0, height: size.0, width: size.1) } }
    #expect(with == without)
    #expect(without[1] == store.ids.map { sample.picture($0) })
  }

  @Test func impossibleRequestsAreErrors() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    let source = try StorePictures(Store(path: sample.path))
    #expect(throws: StoreError.self) { try source.picture(of: 0, height: 0, width: 5) }
    #expect(throws: StoreError.self) { try source.picture(of: 10, height: 8, width: 8) }
  }
}
