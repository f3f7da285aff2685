internal import FractalCore

/// Whom to believe: a given key, the keys that were trusted before, or the first that comes (trust on first use).
public struct PackTrust: Sendable {
  /// The folder in which keys are remembered; nil remembers and knows none.
  public var folder: String?
  /// The key that the pack must be signed with; nil for the one that is pinned to its name, or else its own.
  public var key: MinisignPublicKey?
  /// Whether ``key`` may take the place of another one that is remembered for the pack's name.
  public var replacesKey: Bool
  /// Whether a pack without a signature is refused.
  public var requiresSignature: Bool
  /// Whether a version is taken that is older than one that was trusted before: to compare the two, not to use it.
  var allowsOlder = false
  /// Packs that the running call has found good and that are remembered together at its end.
  private var admitted: [(manifest: PackManifest, verdict: Verdict)] = []

  /// A policy by its parts; by default it takes unsigned packs and remembers nothing.
  public init(
    folder: String? = nil, key: MinisignPublicKey? = nil, replacesKey: Bool = false, requiresSignature: Bool = false
  ) {
    (self.folder, self.key, self.replacesKey) = (folder, key, replacesKey)
    self.requiresSignature = requiresSignature
  }

  /// The verdict on a signature.
  public enum Verdict: Sendable, Hashable {
    /// There is none: only damage in transport can be found.
    case unsigned
    /// It was made with the key that was asked for.
    case givenKey(MinisignPublicKey)
    /// It was made with the key that is pinned to the pack's name.
    case pinnedKey(MinisignPublicKey)
    /// It was made with the pack's own key, which nobody has seen before.
    case firstUse(MinisignPublicKey)

    /// The key that signed; nil without a signature.
    public var key: MinisignPublicKey? {
      switch self {
      case .unsigned: nil
      case .givenKey(let key), .pinnedKey(let key), .firstUse(let key): key
      }
    }
  }

  /// Judges a manifest by its signature.
  ///
  /// With a given key the bytes are not looked at before their signature fits.
  ///
  /// - Parameters:
  ///   - bytes: `manifest.json`.
  ///   - signature: `manifest.json.minisig`; nil if there is none.
  /// - Throws: ``PackError``, among them ``PackErrorCode/unsigned``, ``PackErrorCode/wrongSignature``,
  ///   ``PackErrorCode/otherKey`` and ``PackErrorCode/rollback``.
  func judge(_ bytes: [UInt8], signature: [UInt8]?) throws(PackError) -> (PackManifest, Verdict) {
    if let key {
      guard let signature else {
        throw PackError(.unsigned, "the pack is not signed, and a key was given: ask its maker for a signed one")
      }
      try MinisignSignature(file: signature).check(bytes, by: key)
      let manifest = try PackManifest(json: bytes)
      try refuseReplacement(manifest, by: key)
      try checkOrder(manifest, by: key)
      return (manifest, .givenKey(key))
    }
    let manifest = try PackManifest(json: bytes)
    let known = try pin(manifest)?.key ?? admitted(manifest).first?.key
    guard let signature else {
      try refuseUnsigned(manifest, known)
      return (manifest, .unsigned)
    }
    let parsed = try MinisignSignature(file: signature)
    if let known {
      try parsed.check(bytes, by: known)
      try checkOrder(manifest, by: known)
      return (manifest, .pinnedKey(known))
    }
    guard let own = manifest.key else {
      throw PackError(
        .otherKey,
        "the pack is signed with the key \(parsed.keyName), which is not in it: give the maker's public key with --key")
    }
    try parsed.check(bytes, by: own)
    return (manifest, .firstUse(own))
  }

  /// Checks that what a pack would be remembered by can be written, before work that takes long.
  func requireMemory(_ manifest: PackManifest, _ verdict: Verdict) throws(PackError) {
    guard let folder, let key = verdict.key else { return }
    try TrustFile(folder: folder).requireRoom(for: TrustFile.Pin(manifest, key), of: manifest.description.name)
  }

  /// Remembers the key and version of a pack that was found good in all its parts.
  func remember(_ manifest: PackManifest, _ verdict: Verdict) throws(PackError) {
    guard let folder, let key = verdict.key else { return }
    try TrustFile(folder: folder).remember(
      TrustFile.Pin(manifest, key), for: manifest.description.name, replacingKey: replacesKey && self.key == key)
  }

  /// Expects the key of a pack that was found good from now on, without remembering it yet.
  ///
  /// Unlike a remembered pack it does not forbid older versions: one call may take several.
  mutating func admit(_ manifest: PackManifest, _ verdict: Verdict) {
    admitted.append((manifest, verdict))
  }

  /// Remembers what was admitted.
  func rememberAdmitted() throws(PackError) {
    for (manifest, verdict) in admitted { try remember(manifest, verdict) }
  }

  /// The signed pack that was admitted under the manifest's name.
  private func admitted(_ manifest: PackManifest) -> [TrustFile.Pin] {
    admitted.compactMap { other, verdict in
      guard other.description.name == manifest.description.name, let key = verdict.key else { return nil }
      return TrustFile.Pin(other, key)
    }
  }

  private func pin(_ manifest: PackManifest) throws(PackError) -> TrustFile.Pin? {
    guard let folder else { return nil }
    return try TrustFile(folder: folder).pin(manifest.description.name)
  }

  /// Refuses a given key where another one is remembered: a name's key changes only where that is said.
  private func refuseReplacement(_ manifest: PackManifest, by key: MinisignPublicKey) throws(PackError) {
    guard !replacesKey, let known = try pin(manifest)?.key, known != key else { return }
    throw PackError(
      .otherKey,
      "the key \(known.name) is remembered for packs of the name \(manifest.description.name), and \(key.name) is given: "
        + "ask the maker which one is right, and give --replace-key if it has changed")
  }

  private func refuseUnsigned(_ manifest: PackManifest, _ known: MinisignPublicKey?) throws(PackError) {
    let name = manifest.description.name
    if let known {
      throw PackError(
        .unsigned,
        "the pack is not signed, and earlier ones of the name \(name) were, with the key \(known.name): "
          + "do not use it")
    }
    if let key = manifest.key {
      throw PackError(
        .unsigned, "the pack should be signed with the key \(key.name), and the signature is missing: fetch it again")
    }
    if requiresSignature {
      throw PackError(.unsigned, "the pack is not signed, and a signature is required: ask its maker for a signed one")
    }
  }

  /// Refuses what is older than what was remembered with this key, and one version with two contents.
  private func checkOrder(_ manifest: PackManifest, by key: MinisignPublicKey) throws(PackError) {
    let version = manifest.description.version
    let remembered = try pin(manifest)
    if let remembered, remembered.key == key, version < remembered.version, !allowsOlder {
      throw PackError(
        .rollback,
        "the pack is version \(version), and version \(remembered.version) was trusted before: somebody serves an old one"
      )
    }
    let known = admitted(manifest) + (remembered.map { [$0] } ?? [])
    if known.contains(where: { $0.key == key && $0.version == version && $0.root != manifest.root }) {
      throw PackError(
        .rollback,
        "the pack is version \(version) with another content than the version \(version) that was trusted before")
    }
  }
}

extension TrustFile.Pin {
  /// The memory of a pack that was signed with a key.
  fileprivate init(_ manifest: PackManifest, _ key: MinisignPublicKey) {
    self.init(key: key, version: manifest.description.version, root: manifest.root)
  }
}
