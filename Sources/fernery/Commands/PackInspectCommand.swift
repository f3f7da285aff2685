import ArgumentParser
import FractalCore
import FractalPack

struct PackInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a pack says about itself and who signed it, without reading its pictures.",
    discussion: """
      Checks the manifest and its signature alone; `fernery pack verify` checks everything.

      EXAMPLES
        fernery pack inspect demo-pack
        fernery pack inspect https://example.org/demo.tar
      """)

  @Argument(help: "A folder, a tar, `-` for standard input, or an http(s) URL.", completion: .file())
  var pack: String

  @OptionGroup var trust: TrustOptions

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      var verifier = PackVerifier(location: pack)
      verifier.trust = try trust.trust()
      let facts = PackFacts(try verifier.inspect())
      if json { try JSONOutput.print(facts) } else { print(facts.text) }
    }
  }
}

/// The printed facts about a pack.
struct PackFacts: Encodable {
  struct Store: Encodable {
    var height: Int
    var width: Int
    var channels: Int
    var firstID: Int
    var plan: String
    var catalog: String
    var catalogCount: Int
    var seed: UInt64
    var generator: String
    var rendererVersion: UInt32
  }

  var pack: String
  var kind: String
  var name: String
  var description: String
  var creator: String
  var version: String
  var date: String
  var licence: String
  var provenance: String
  var generator: String
  var schema: String
  var count: Int
  var bytes: Int
  var files: Int
  var root: String
  var signature: String
  @ExplicitNull var key: String?
  @ExplicitNull var trustedComment: String?
  var store: Store
  private let signatureText: String

  private enum CodingKeys: CodingKey {
    case pack, kind, name, description, creator, version, date, licence, provenance, generator, schema, count, bytes
    case files, root, signature, key, trustedComment, store
  }

  init(_ report: PackReport) {
    let manifest = report.manifest
    let about = manifest.description
    pack = report.name
    kind = manifest.kind.rawValue
    (name, description, creator, version) = (about.name, about.text, about.creator, about.version.description)
    (date, licence, provenance) = (about.date, about.licence, about.provenance)
    (generator, schema, count, bytes) = (manifest.generator, manifest.schema, manifest.count, manifest.byteCount)
    files = manifest.files.count + manifest.shards.count
    root = manifest.root.hex
    signature = report.verdict.word
    signatureText = report.verdict.text
    _key = ExplicitNull(wrappedValue: report.verdict.key?.base64)
    _trustedComment = ExplicitNull(wrappedValue: report.trustedComment)
    let origin = manifest.origin
    store = Store(
      height: origin.shape.height, width: origin.shape.width, channels: origin.shape.channels,
      firstID: origin.ids.lowerBound, plan: origin.plan.hex, catalog: origin.catalog.hex,
      catalogCount: origin.catalogCount, seed: origin.seed, generator: origin.generator,
      rendererVersion: origin.renderer)
  }

  /// The lines for people.
  var text: String {
    let holds =
      switch kind {
      case "plan": "a recipe: the plan of"
      case "catalog": "a recipe: the catalog of"
      default: "the pictures of"
      }
    return """
      \(pack)
      name           \(name), version \(version) of \(date)
      description    \(description)
      creator        \(creator)
      licence        \(licence)
      provenance     \(provenance)
      holds          \(holds) \(HumanFormat.count(count)) assets, \(store.height)x\(store.width), \
      \(store.channels == 3 ? "RGB" : "grey")
      size           \(HumanFormat.bytes(bytes)) in \(HumanFormat.count(files)) files
      root           \(root)
      plan           \(store.plan)
      catalog        \(store.catalog)
      made by        \(generator), of a store by \(store.generator), renderer version \(store.rendererVersion)
      signature      \(signatureText)\(trustedComment.map { "\ncomment        \(StandardError.oneLine($0))" } ?? "")
      """
  }
}
