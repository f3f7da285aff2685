internal import Foundation
internal import FractalCore

/// What a process wrote, as Tests/PowerLossShim/recorder.c recorded it, and what a loss of power may leave of it.
///
/// The model: what was written is on the disk once its file was synced, or at once if it was written synchronously;
/// before that, each page of each write may be there or not, in any combination. Names are made, moved and removed in
/// order, and last once a folder of theirs is synced; before that, the later ones may be missing.
public struct PowerLossRecord {
  enum Kind: UInt32 { case make = 1, write, sync, truncate, rename, makeFolder, remove, syncFolder, acknowledge, msync }

  struct Operation {
    var kind: Kind
    var isSynchronous: Bool
    var inode: UInt64
    var offset: Int
    var path: String
    var other: String
    var data: [UInt8]
  }

  private let operations: [Operation]

  /// Reads a record.
  public init(_ file: String) throws {
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
    var operations: [Operation] = []
    var place = 0
    func number<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Int {
      bytes.withUnsafeBytes {
        Int(truncatingIfNeeded: $0.loadUnaligned(fromByteOffset: place + offset, as: Number.self))
      }
    }
    while place + 40 <= bytes.count {
      let (path, other, data) = (number(24, UInt32.self), number(28, UInt32.self), number(32, UInt64.self))
      let start = place + 40
      let middle = start + path + other
      guard let kind = Kind(rawValue: UInt32(number(0, UInt32.self))) else { throw CocoaError(.fileReadCorruptFile) }
      operations.append(
        Operation(
          kind: kind, isSynchronous: number(4, UInt32.self) & 1 == 1, inode: UInt64(number(8, UInt64.self)),
          offset: number(16, UInt64.self), path: String(decoding: bytes[start..<start + path], as: UTF8.self),
          other: String(decoding: bytes[start + path..<middle], as: UTF8.self),
          data: Array(bytes[middle..<middle + data])))
      place = middle + data
    }
    self.operations = operations
  }

  /// How many moments there are to lose power at.
  public var count: Int { operations.count }

  /// Whether anything was written through a map, which the record does not show.
  public var hasMappedWrites: Bool { operations.contains { $0.kind == .msync } }

  /// What the writer had acknowledged before a moment: the last number of its lines; nil for nothing.
  public func acknowledged(before moment: Int) -> Int? {
    let text = operations[..<moment].filter { $0.kind == .acknowledge }.flatMap(\.data)
    return String(decoding: text, as: UTF8.self).split(separator: "\n").last.flatMap { Int($0) }
  }

  /// What of the unsynced is kept.
  public enum Kept: Sendable {
    case nothing, everything
    /// Each page of a write, and some of the last changes of names, by chance.
    case some(seed: UInt64)
  }

  /// Makes beneath `target` what is left of `root` after a loss of power at a moment.
  public func replay(until moment: Int, keeping kept: Kept, of root: String, to target: String) throws {
    var draws: () -> UInt32 = { 0 }
    switch kept {
    case .nothing, .everything: break
    case .some(let seed):
      var stream = RandomStream(seed: seed &* 100_003 &+ UInt64(moment), purpose: .testCase).draws()
      draws = { stream.word() }
    }
    func isKept() -> Bool {
      switch kept {
      case .nothing: false
      case .everything: true
      case .some: draws() & 1 == 1
      }
    }
    let past = operations[..<moment]
    // The last moment at which each file, and the names, were made to last.
    var lastSync: [UInt64: Int] = [:]
    var namesLast = -1
    for (place, operation) in past.enumerated() {
      if operation.kind == .sync { lastSync[operation.inode] = place }
      if operation.kind == .syncFolder {
        namesLast = past[...place].lastIndex { Self.folders(of: $0).contains(operation.path) } ?? namesLast
      }
    }
    var files: [UInt64: [UInt8]] = [:]
    var names: [String: UInt64] = [:]
    var folders: Set<String> = [root]
    var namesGoOn = true
    for (place, operation) in past.enumerated() {
      let isSynced = place < lastSync[operation.inode] ?? -1
      switch operation.kind {
      case .write:
        write(
          operation, isWhole: isSynced || operation.isSynchronous, isKept: isKept,
          to: &files[operation.inode, default: []])
      case .truncate where isSynced || isKept():
        Self.resize(&files[operation.inode, default: []], to: operation.offset)
      case .make, .rename, .makeFolder, .remove:
        if operation.kind == .make { files[operation.inode] = [] }
        if place > namesLast && namesGoOn { namesGoOn = isKept() }
        if place <= namesLast || namesGoOn { Self.apply(operation, &names, &folders) }
      default: break
      }
    }
    for folder in folders.sorted() {
      try FileManager.default.createDirectory(
        atPath: target + folder.dropFirst(root.count), withIntermediateDirectories: true)
    }
    // LMDB's table of readers is made anew by whoever comes first after a start.
    for (name, inode) in names where !name.hasSuffix("assets.mdb-lock") && !name.hasSuffix("/acks") {
      try Data(files[inode] ?? []).write(to: URL(filePath: target + name.dropFirst(root.count)))
    }
  }

  private func write(_ operation: Operation, isWhole: Bool, isKept: () -> Bool, to file: inout [UInt8]) {
    var start = operation.offset
    let end = operation.offset + operation.data.count
    while start < end {
      let next = min(end, (start / 4096 + 1) * 4096)
      if isWhole || isKept() {
        if file.count < next { Self.resize(&file, to: next) }
        file.replaceSubrange(
          start..<next, with: operation.data[start - operation.offset..<next - operation.offset])
      }
      start = next
    }
  }

  private static func resize(_ file: inout [UInt8], to size: Int) {
    if size < file.count {
      file.removeLast(file.count - size)
    } else {
      file += [UInt8](repeating: 0, count: size - file.count)
    }
  }

  private static func apply(_ operation: Operation, _ names: inout [String: UInt64], _ folders: inout Set<String>) {
    func moved(_ name: String) -> String {
      name == operation.path || name.hasPrefix(operation.path + "/")
        ? operation.other + name.dropFirst(operation.path.count) : name
    }
    switch operation.kind {
    case .make: names[operation.path] = operation.inode
    case .makeFolder: folders.insert(operation.path)
    case .remove: names[operation.path] = nil
    default:
      names[operation.other] = nil
      names = Dictionary(names.map { (moved($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
      folders = Set(folders.map(moved))
    }
  }

  private static func folders(of operation: Operation) -> [String] {
    func parent(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }
    return switch operation.kind {
    case .make, .makeFolder, .remove: [parent(operation.path)]
    case .rename: [parent(operation.path), parent(operation.other)]
    default: []
    }
  }
}
