import ArgumentParser
import Foundation
import FractalCore
import FractalPack

/// Whom a command believes.
struct TrustOptions: ParsableArguments {
  @Option(
    help: """
      The maker's public key, a file or its text: nothing else is accepted. Without it the key that was trusted first \
      for a pack of this name is expected.
      """)
  var key: String?

  @Flag(help: "Refuse a pack that is not signed.")
  var requireSignature = false

  @Option(
    help: """
      The folder in which trusted keys are remembered (default: $FERNERY_CONFIG_HOME, else fernery in \
      $XDG_CONFIG_HOME or in ~/.config).
      """)
  var trustFolder: String?

  /// The policy.
  func trust() throws -> PackTrust {
    PackTrust(
      folder: Self.folder(trustFolder), key: try key.map(KeyFile.publicKey), requiresSignature: requireSignature)
  }

  /// The folder in which keys are remembered: the one that was given, or else what the environment says.
  static func folder(_ given: String?) -> String? {
    let environment = ProcessInfo.processInfo.environment
    if let given, !given.isEmpty { return given }
    if let path = environment["FERNERY_CONFIG_HOME"], !path.isEmpty { return path }
    // The specification of base directories: a relative path is to be ignored.
    if let path = environment["XDG_CONFIG_HOME"], path.hasPrefix("/") { return "\(path)/fernery" }
    return environment["HOME"].map { "\($0)/.config/fernery" }
  }
}

extension PackTrust.Verdict {
  /// A line that says what the signature is worth.
  var text: String {
    switch self {
    case .unsigned: "not signed: only damage in transport can be found, not a forger"
    case .givenKey(let key): "signed with the given key \(key.name)"
    case .pinnedKey(let key): "signed with the trusted key \(key.name)"
    case .firstUse(let key): "signed with the key \(key.name), seen for the first time: compare it with the maker's"
    }
  }

  /// A word for programs.
  var word: String {
    switch self {
    case .unsigned: "unsigned"
    case .givenKey: "given"
    case .pinnedKey: "pinned"
    case .firstUse: "first-use"
    }
  }
}
