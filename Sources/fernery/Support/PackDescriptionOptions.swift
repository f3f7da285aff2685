import ArgumentParser
import Foundation
import FractalCore
import FractalPack

/// The options that describe a pack.
struct PackDescriptionOptions: ParsableArguments {
  @Option(help: "The pack's name, by which receivers remember its key (default: the store's).")
  var name: String?

  @Option(help: "What it is, in a sentence or two (default: count, size and families).")
  var description: String?

  @Option(help: "Who made it.")
  var creator: String?

  @Option(help: "Its version, such as 1.2.0: receivers refuse one that is older than what they had.")
  var release: String = "1.0.0"

  @Option(help: "Its date, such as 2026-11-25 (default: SOURCE_DATE_EPOCH where it is set, else today).")
  var date: String?

  @Option(help: "Where the pictures come from (default: what the records say).")
  var provenance: String?

  @Option(help: "Sign with this secret key, of `fernery pack keygen` or `minisign -G`.", completion: .file())
  var key: String?

  @Option(
    help: "Name this public key in the manifest, and sign manifest.json later with another program.",
    completion: .file())
  var publicKey: String?

  @OptionGroup var password: PasswordOptions

  @Option(parsing: .unconditional, help: "MB that a shard has at most: 64 to 256.")
  var shardSize: Int = 128

  @Option(parsing: .unconditional, help: .private)
  var shardBytes: Int?

  /// The settings; asks for the key's password where it has one.
  func settings() throws -> PackSettings {
    try require(shardSize, in: 64...256, option: "--shard-size")
    guard let version = PackVersion(release) else {
      throw CommandError(.outOfRange, "--release is \(release); it must be one to four whole numbers, such as 1.2.0")
    }
    guard key == nil || publicKey == nil else {
      throw CommandError(.outOfRange, "--key and --public-key are given; --key alone signs, and names its public key")
    }
    var settings = PackSettings(date: try date ?? Self.today())
    settings.version = version
    (settings.name, settings.text, settings.creator, settings.provenance) = (name, description, creator, provenance)
    settings.shardBytes = shardBytes ?? shardSize * 1_000_000
    settings.generator = "fernery \(Fernery.version)"
    settings.publicKey = try publicKey.map(KeyFile.publicKey)
    settings.key = try key.map { try KeyFile.secretKey($0, password) }
    return settings
  }

  /// The last second of the year 9999.
  private static let latest = 253_402_300_799

  /// The day in UTC: `SOURCE_DATE_EPOCH` gives its seconds for reproducible builds (https://reproducible-builds.org/specs).
  static func today(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(CommandError) -> String {
    var moment = Date()
    if let text = environment["SOURCE_DATE_EPOCH"] {
      let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      guard isNumber, let seconds = Int(text), seconds <= latest else {
        throw CommandError(
          .unconfigured,
          "SOURCE_DATE_EPOCH is `\(text)`; it must be whole seconds since 1970, 0 to \(latest): unset it, or give --date"
        )
      }
      moment = Date(timeIntervalSince1970: Double(seconds))
    }
    return String(moment.formatted(.iso8601).prefix(10))
  }
}
