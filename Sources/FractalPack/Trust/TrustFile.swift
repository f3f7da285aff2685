internal import FractalCore
internal import StoreReader
internal import StoreWriter

/// What was trusted before: for each pack's name a key and the newest version, in `trusted-packs.json`.
struct TrustFile {
  /// What is known of a pack.
  struct Pin: Hashable {
    /// The key that signed it.
    var key: MinisignPublicKey
    /// The newest version that was trusted.
    var version: PackVersion
    /// That version's root.
    var root: Digest32
  }

  private let folder: String
  private var path: String { StoreFile.path("trusted-packs.json", in: folder) }

  init(folder: String) {
    self.folder = folder
  }

  /// What is known of the pack of this name; nil if nothing is.
  ///
  /// - Throws: ``PackError`` when the file is there and cannot be read or understood: then nothing may be trusted anew.
  func pin(_ name: String) throws(PackError) -> Pin? { try pins()[name] }

  /// Remembers a pack, or that a newer version of it is trusted; an older one is not remembered.
  ///
  /// - Parameter replacingKey: whether the key may take the place of another one.
  /// - Throws: ``PackError``, with the code ``PackErrorCode/otherKey`` where another process pinned another key meanwhile.
  func remember(_ pin: Pin, for name: String, replacingKey: Bool) throws(PackError) {
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    var pins = try pins()
    if let known = pins[name] {
      guard replacingKey || known.key == pin.key else {
        throw PackError(
          .otherKey,
          "another pack of the name \(name) was trusted meanwhile, with the key \(known.key.name): do not use it")
      }
      if known == pin || known.key == pin.key && known.version > pin.version { return }
    }
    pins[name] = pin
    do throws(SystemFailure) {
      try FolderWriting.replaceFile(path, with: Self.encode(pins), inFolder: folder)
    } catch {
      throw PackError(error, writing: path)
    }
  }

  /// Keeps other processes away until it is released.
  private func lock() throws(PackError) -> FileDescriptor {
    do throws(SystemFailure) {
      try makeFolders()
      let lock = try FileDescriptor(updating: StoreFile.path("trusted-packs.lock", in: folder))
      try lock.lock()
      return lock
    } catch {
      throw PackError(error, writing: path)
    }
  }

  /// Makes the folder with those above it.
  private func makeFolders() throws(SystemFailure) {
    var path = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      path += "/\(part)"
      try FolderWriting.makeFolder(path)
    }
  }

  private func pins() throws(PackError) -> [String: Pin] {
    let bytes: [UInt8]
    do throws(SystemFailure) {
      guard try PathKind(of: path) != .missing else { return [:] }
      let file = try FileDescriptor(reading: path)
      bytes = try file.read(at: 0, count: min(try file.size(), 16 << 20))
    } catch {
      throw PackError(error, reading: path)
    }
    var pins: [String: Pin] = [:]
    if case .object(let members)? = (try? JSONParser.parse(bytes))?["packs"] {
      for (name, member) in members { pins[name] = Pin(json: member) }
      if pins.count == members.count { return pins }
    }
    throw PackError(.badKey, "\(path), which remembers trusted keys, is damaged: look at it, or move it away")
  }

  private static func encode(_ pins: [String: Pin]) -> [UInt8] {
    let value = JSONValue.object(["packs": .object(pins.mapValues(\.json))])
    return ((try? CanonicalJSON.encode(value)) ?? []) + [UInt8(ascii: "\n")]
  }
}

extension TrustFile.Pin {
  fileprivate init?(json: JSONValue) {
    guard let key = json["key"]?.text.flatMap({ MinisignPublicKey(base64: $0) }),
      let version = json["version"]?.text.flatMap({ PackVersion($0) }),
      let root = json["root"]?.text.flatMap({ Digest32(hex: $0) })
    else { return nil }
    self.init(key: key, version: version, root: root)
  }

  fileprivate var json: JSONValue {
    .object(["key": .string(key.base64), "version": .string(version.description), "root": .string(root.hex)])
  }
}
