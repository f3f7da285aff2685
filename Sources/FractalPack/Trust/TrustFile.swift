internal import CanonicalData
internal import Foundation
internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// The memory of trusted packs: for each name a key and the newest version, in `trusted-packs.json`.
struct TrustFile {
  /// The known facts about a pack.
  struct Pin: Hashable {
    /// The key that signed it.
    var key: MinisignPublicKey
    /// The newest version that was trusted.
    var version: PackVersion
    /// That version's root.
    var root: SHA256Digest
  }

  private let folder: String
  private var path: String { FolderWriting.path("trusted-packs.json", in: folder) }

  init(folder: String) {
    self.folder = folder
  }

  /// The known facts about the pack of this name; nil if there are none.
  ///
  /// - Throws: ``PackError`` when the file is there and cannot be read or understood: then nothing may be trusted anew.
  func pin(_ name: String) throws(PackError) -> Pin? { try pins()[name] }

  /// Remembers a pack, or that a newer version of it is trusted; an older one is not remembered.
  ///
  /// - Parameter replacingKey: whether the key may take the place of another one.
  /// - Throws: ``PackError``, with the code ``PackErrorCode/otherKey`` where another process pinned another key meanwhile.
  func remember(_ pin: Pin, for name: String, replacingKey: Bool) throws(PackError) {
    guard changes(try pins()[name], pin) else { return }
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    var pins = try pins()
    if let known = pins[name] {
      guard replacingKey || known.key == pin.key else {
        throw PackError(
          .otherKey,
          "another pack of the name \(name) was trusted meanwhile, with the key \(known.key.name): do not use it")
      }
    }
    guard changes(pins[name], pin) else { return }
    pins[name] = pin
    do throws(SystemFailure) {
      try FolderWriting.replaceFile(path, with: Self.encode(pins), inFolder: folder)
    } catch {
      throw unwritable(error)
    }
  }

  /// Checks that a pin could be remembered, as far as that can be told without writing.
  func requireRoom(for pin: Pin, of name: String) throws(PackError) {
    guard changes(try pins()[name], pin) else { return }
    let files = FileManager.default
    var place = folder
    while !files.fileExists(atPath: place), place != "/", place != "." { place = FolderWriting.split(place).parent }
    var isFolder: ObjCBool = false
    let hasLock = files.fileExists(atPath: lockPath)
    guard files.fileExists(atPath: place, isDirectory: &isFolder), isFolder.boolValue,
      files.isWritableFile(atPath: place),
      !hasLock || files.isWritableFile(atPath: lockPath)
    else { throw unwritable(nil) }
  }

  /// Whether a pin is news.
  private func changes(_ known: Pin?, _ pin: Pin) -> Bool {
    guard let known else { return true }
    return known != pin && (known.key != pin.key || known.version <= pin.version)
  }

  private var lockPath: String { FolderWriting.path("trusted-packs.lock", in: folder) }

  private func unwritable(_ failure: SystemFailure?) -> PackError {
    let isFull = failure?.isNoSpace == true
    return PackError(
      isFull ? .noSpace : .permissionDenied,
      "trusted keys cannot be remembered in \(folder): \(isFull ? "free some space" : "make it writable"), or give another "
        + "--trust-folder", cause: failure?.cause)
  }

  /// Keeps other processes away until it is released.
  private func lock() throws(PackError) -> FileDescriptor {
    do throws(SystemFailure) {
      try makeFolders()
      let lock = try FileDescriptor(updating: lockPath)
      try lock.lock()
      return lock
    } catch {
      throw unwritable(error)
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
      let file = try FileDescriptor.regular(path)
      bytes = try file.read(at: 0, count: min(try file.size(), 16 << 20))
    } catch {
      throw PackError(
        error.isPermission ? .permissionDenied : .inputOutput,
        "\(path), which remembers trusted keys, cannot be read: look at it, or give another --trust-folder",
        cause: error.cause)
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
      let root = json["root"]?.text.flatMap({ SHA256Digest(hex: $0) })
    else { return nil }
    self.init(key: key, version: version, root: root)
  }

  fileprivate var json: JSONValue {
    .object(["key": .string(key.base64), "version": .string(version.description), "root": .string(root.hex)])
  }
}
