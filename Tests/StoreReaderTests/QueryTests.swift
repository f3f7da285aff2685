import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

@Suite struct QueryTests {
  private func open(sealed: Bool = true, count: Int = 60) throws -> (SampleStore, Store) {
    let sample = try SampleStore(count: count, shape: PixelShape(height: 16, width: 16, channels: 1))
    if sealed { try sample.finish(sample.create(), batch: 32) } else { try sample.abandon(after: count) }
    return (sample, try Store(path: sample.path))
  }

  @Test(arguments: [true, false])
  func rangesGiveWhatEveryRecordWouldGive(sealed: Bool) throws {
    let (sample, store) = try open(sealed: sealed)
    for name in ["fill", "dimension"] {
      let values = store.ids.map { sample.facts($0).descriptors[name]! }
      let ends = Set(values + [-1e300, -0.0, 0.3, 1e300]).sorted()
      for lower in ends {
        for upper in ends where lower <= upper {
          let expected = store.ids.filter { lower...upper ~= values[$0] }
          #expect(try store.ids(where: name, in: lower...upper) == expected, "\(name) in \(lower)...\(upper)")
        }
      }
      let ordered = store.ids.sorted { values[$0] < values[$1] }
      #expect(try store.numbers(name).map(\.id) == ordered)
      #expect(try store.numbers(name).map(\.value) == values.sorted())
    }
    #expect(try store.ids(where: "fil", in: 0...1) == [])
    #expect(try store.ids(where: "family", in: -.infinity ... .infinity) == [])
  }

  @Test func aStoreWithoutAssetsHasNoAnswers() throws {
    let sample = try SampleStore()
    try sample.abandon(after: 0)
    let store = try Store(path: sample.path)
    #expect(try store.attributes() == [] && store.ids(where: "fill", in: 0...1) == [])
    #expect(try store.ids(matching: StoreQuery([])) == [])
    let error = #expect(throws: StoreError.self) { try store.ids(matching: StoreQuery(parsing: "fill>0")) }
    #expect(error?.code == .invalidQuery && error?.message.contains("no asset yet") == true)
  }

  @Test func textsAreFoundWhole() throws {
    let (sample, store) = try open()
    for family in ["affine", "classic", "aff", "affines", "", "a\0b", String(repeating: "x", count: 300)] {
      let expected = store.ids.filter { sample.facts($0).family == family }
      #expect(try store.ids(where: "family", equals: family) == expected)
    }
    #expect(try store.ids(where: "fill", equals: "0") == [])
    #expect(
      try store.attributes() == [
        StoreAttribute(name: "dimension", kind: .number), StoreAttribute(name: "family", kind: .text),
        StoreAttribute(name: "fill", kind: .number),
      ])
  }

  @Test func aHashFindsItsAssetAlone() throws {
    let (sample, store) = try open()
    for id in store.ids {
      let asset = try PreparedAsset(id: id, picture: sample.picture(id), facts: sample.facts(id))
      #expect(try store.ids(withHash: asset.assetHash) == [id])
      // The index knows 16 bytes; another hash that begins with them is none of the store's.
      let other = try #require(SHA256Digest(bytes: asset.assetHash.bytes.prefix(31) + [asset.assetHash.bytes[31] ^ 1]))
      #expect(try store.ids(withHash: other) == [])
    }
    #expect(try store.ids(withHash: #require(SHA256Digest(hex: String(repeating: "0", count: 64)))) == [])
  }

  @Test func queriesGiveWhatEveryRecordWouldGive() throws {
    let (sample, store) = try open()
    func expected(_ test: (AssetFacts) -> Bool) -> [Int] { store.ids.filter { test(sample.facts($0)) } }
    for (text, test) in [
      ("fill>0.3 and family=affine", { $0.descriptors["fill"]! > 0.3 && $0.family == "affine" }),
      ("fill >= 0.375 AND fill<2", { 0.375..<2 ~= $0.descriptors["fill"]! }),
      ("fill=1", { $0.descriptors["fill"] == 1 }),
      ("'dimension' <= \"-3.5\"", { $0.descriptors["dimension"]! <= -3.5 }),
      ("fill>1 and fill<1", { _ in false }), ("family=nobody", { _ in false }), ("fill<-0", { _ in false }),
      ("fill<=-0", { $0.descriptors["fill"] == 0 }),
    ] as [(String, (AssetFacts) -> Bool)] {
      #expect(try store.ids(matching: StoreQuery(parsing: text)) == expected(test), "\(text)")
    }
    #expect(try store.ids(matching: StoreQuery([])) == Array(store.ids))
  }

  @Test(arguments: [
    ("", "an attribute is missing"), ("fill", "one of"), ("fill>", "value"), ("fill>0.3 family=a", "'and'"),
    ("fill>0.3 and", "an attribute is missing"), ("fill!=3", "'!='"), ("fill=>3", "'=>'"), (">3", "attribute"),
    ("fill>>3", "'>>'"), ("fill > = 3", "value"), ("family='a", "quote"), ("fill 3", "one of"),
  ])
  func whatIsNoQuerySaysWhy(_ text: String, _ reason: String) {
    let error = #expect(throws: StoreError.self) { try StoreQuery(parsing: text) }
    #expect(error?.code == .invalidQuery && error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    ("colour=red", "dimension, family, fill"), ("family>a", "use ="), ("fill=much", "'much'"), ("fill<nan", "'nan'"),
  ])
  func aQueryThatTheStoreCannotAnswerSaysWhy(_ text: String, _ reason: String) throws {
    let (_, store) = try open(count: 3)
    let query = try StoreQuery(parsing: text)
    let error = #expect(throws: StoreError.self) { try store.ids(matching: query) }
    #expect(error?.code == .invalidQuery && error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }
}
