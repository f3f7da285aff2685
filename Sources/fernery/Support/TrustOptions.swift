import ArgumentParser
import FractalCore
import FractalPack

/// Whom a command believes.
struct TrustOptions: ParsableArguments {
  @Option(
    help: """
      The maker's public key, a file or its text: nothing else is accepted. Without it the key that was trusted first \
      for a pack of this name is expected.
      """, completion: .file())
  var key: String?

  @Flag(help: "With --key: take it in place of another key that is remembered for the pack's name.")
  var replaceKey = false

  @Flag(help: "Refuse a pack that is not signed.")
  var requireSignature = false

  @Option(
    help: """
      The folder in which trusted keys are remembered (default: $FERNERY_CONFIG_HOME, else fernery in \
      $XDG_CONFIG_HOME or in ~/.config).
      """, completion: .directory)
  var trustFolder: String?

  /// The policy.
  func trust() throws -> PackTrust {
    guard key != nil || !replaceKey else {
      throw CommandError(.outOfRange, "--replace-key goes with --key, which gives the new key")
    }
    return PackTrust(
      folder: try TrustFolder.path(trustFolder), key: try key.map(KeyFile.publicKey), replacesKey: replaceKey,
      requiresSignature: requireSignature)
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
