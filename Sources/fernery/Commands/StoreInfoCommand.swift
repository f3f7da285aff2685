import ArgumentParser
import FractalCore
import StoreReader

struct StoreInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Say what a store holds: count, shape, plan, size, root, views.",
    discussion: "EXAMPLES\n  fernery store info demo.fernery\n  fernery store info demo.fernery --json")

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @Flag(help: "Print the facts as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      let store = try Store(path: store)
      let facts = try Facts(store)
      if json { return try JSONOutput.print(facts) }
      let missing = facts.planned - facts.count
      let state =
        facts.sealed
        ? "sealed" : "not finished (\(HumanFormat.count(missing)) assets to go: run the same generate command again)"
      print(
        """
        \(facts.path)
        state          \(state)
        assets         \(HumanFormat.count(facts.count)) of \(facts.height)x\(facts.width), \
        \(facts.channels == 3 ? "RGB" : "grey")
        size           \(HumanFormat.bytes(facts.bytes))
        root           \(facts.root ?? "none until the store is finished")
        plan           \(facts.plan)
        catalog        \(facts.catalog)
        seed           \(facts.seed)
        views          \(facts.views.isEmpty ? "none" : facts.views.map(\.text).joined(separator: ", "))
        made by        \(facts.generator), renderer version \(facts.rendererVersion), schema \(facts.schema)
        """)
    }
  }

  private struct Facts: Encodable {
    var path: String
    var sealed: Bool
    var count: Int
    var planned: Int
    var firstID: Int
    var height: Int
    var width: Int
    var channels: Int
    var bytes: Int
    @ExplicitNull var root: String?
    var plan: String
    var catalog: String
    var seed: UInt64
    var generator: String
    var rendererVersion: UInt32
    var schema: String
    var views: [ViewFacts]

    init(_ store: Store) throws {
      let header = store.header
      path = store.path
      sealed = store.isSealed
      count = store.count
      planned = header.idRange.count
      firstID = header.idRange.lowerBound
      (height, width, channels) = (header.shape.height, header.shape.width, header.shape.channels)
      bytes = try store.fileSize
      _root = ExplicitNull(wrappedValue: store.isSealed ? store.root?.hex : nil)
      plan = header.planHash.hex
      catalog = header.catalogHash.hex
      seed = header.seed
      generator = header.generatorVersion
      rendererVersion = header.rendererVersion
      schema = header.schema.description
      views = try store.viewSizes().map { ViewFacts(of: store, size: $0) }
    }
  }
}
