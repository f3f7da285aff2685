import CForkTesting
import FractalCore
import StoreReader
import SystemIO

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How readings of damaged stores ended.
struct Outcomes: CustomStringConvertible {
  /// What the sound store gives, wherever it was read.
  var right = 0
  /// At least one ``StoreError``, and nothing else that is wrong.
  var errors = 0
  /// Other bytes or answers without an error: what only checksums could tell.
  var silent = 0
  /// An error of another kind.
  var otherErrors = 0
  /// Ended by a signal, an assertion, or the alarm.
  var deaths = 0
  var fatal: [String] = []

  var description: String {
    "right \(right), errors \(errors), silent \(silent), other errors \(otherErrors), deaths \(deaths)"
      + fatal.map { "\n  \($0)" }.joined()
  }
}

/// Reads copies of a store whose pages were damaged with a knowledge of their form, each in a child.
struct DamagedReading {
  let path: String
  let mutants: Int
  let seed: UInt64
  let viewSize: Int?
  private let copy: String

  /// The arguments behind the program's name.
  init(_ arguments: [String]) throws {
    path = arguments[1]
    mutants = Int(arguments[2])!
    seed = UInt64(arguments[3])!
    viewSize = arguments.count > 4 ? Int(arguments[4])! : nil
    copy = path + ".damaged"
  }

  /// What a process reads: every answer, or nil where it is a StoreError.
  private struct Reading: Equatable {
    var answers: [[UInt8]?] = []

    /// - Throws: errors of other kinds.
    mutating func take(_ body: () throws -> [UInt8]) throws {
      do { answers.append(try body()) } catch is StoreError { answers.append(nil) }
    }
  }

  private func read(_ path: String) throws -> Reading {
    var reading = Reading()
    let store: Store
    do { store = try Store(path: path) } catch { return Reading(answers: [nil]) }
    try reading.take { store.root?.bytes ?? [] }
    let ids = Array(store.ids.reversed())
    for id in ids { try reading.take { try store.pixels(of: id).pixels } }
    try reading.take {
      var batch = [UInt8](repeating: 0, count: ids.count * store.header.shape.byteCount)
      try batch.withUnsafeMutableBytes { try store.fill(ids: ids, into: $0, threads: 2) }
      return batch
    }
    for id in ids {
      try reading.take { try store.record(of: id) }
      try reading.take { try store.specification(of: id) }
    }
    try reading.take { try store.attributes().flatMap { Array($0.name.utf8) } }
    func bytes(_ ids: [Int]) -> [UInt8] { ids.map { UInt8(truncatingIfNeeded: $0) } }
    for query in ["fill>=0", "family=affine", "dimension<1.4 and family=classic"] {
      try reading.take { try bytes(store.ids(matching: StoreQuery(parsing: query), sortedBy: "dimension")) }
    }
    let hashes = try Self.hashes(self.path)
    for hash in hashes { try reading.take { try bytes(store.ids(withHash: hash)) } }
    guard let viewSize else { return reading }
    let view: ViewReader
    do { view = try ViewReader(of: store, size: viewSize) } catch { return reading }
    for id in ids { try reading.take { try view.pixels(of: id).pixels } }
    try reading.take {
      var batch = [UInt8](repeating: 0, count: ids.count * view.shape.byteCount)
      try batch.withUnsafeMutableBytes { try view.fill(ids: ids, into: $0, threads: 2) }
      return batch
    }
    try reading.take { try bytes(view.damagedIDs()) }
    return reading
  }

  /// The hashes of the first and the last asset of the sound store, by its records.
  private static func hashes(_ path: String) throws -> [SHA256Digest] {
    let store = try Store(path: path)
    return try [store.ids.lowerBound, store.ids.upperBound - 1].compactMap { id in
      let record = String(decoding: try store.record(of: id), as: UTF8.self)
      let parts = record.split(separator: "\"sha256\":\"")
      return parts.last.flatMap { SHA256Digest(hex: String($0.prefix(64))) }
    }
  }

  func run() throws -> Outcomes {
    let sound = try read(path)
    var outcomes = Outcomes()
    mkdir(copy, 0o755)
    let names = [StoreFile.data, StoreFile.seal] + (viewSize.map { [StoreFile.view($0)] } ?? [])
    var files: [String: [UInt8]] = [:]
    for name in names {
      let file = try FileDescriptor(reading: FolderWriting.path(name, in: path))
      files[name] = try file.read(at: 0, count: file.size())
    }
    for number in 0..<mutants {
      let target = viewSize != nil && number % 3 == 0 ? names[2] : StoreFile.data
      var pages = DamagedPages(files[target]!, seed: seed &+ UInt64(number))
      let what = pages.damage()
      for name in names { write(name == target ? pages.bytes : files[name]!, to: FolderWriting.path(name, in: copy)) }
      let child = child(sound)
      switch child {
      case 0: outcomes.right += 1
      case 1: outcomes.errors += 1
      case 2: outcomes.silent += 1
      case 3: outcomes.otherErrors += 1
      default:
        outcomes.deaths += 1
        outcomes.fatal.append("\(target), mutant \(seed &+ UInt64(number)): \(what), status \(child)")
      }
    }
    for name in names { unlink(FolderWriting.path(name, in: copy)) }
    rmdir(copy)
    return outcomes
  }

  private func child(_ sound: Reading) -> Int32 {
    struct Context {
      var reading: DamagedReading
      var sound: Reading
    }
    var context = Context(reading: self, sound: sound)
    return withUnsafeMutablePointer(to: &context) { context in
      fork_testing_wait(
        fork_testing_start(
          { pointer in
            alarm(20)
            let context = pointer!.assumingMemoryBound(to: Context.self).pointee
            guard let found = try? context.reading.read(context.reading.copy) else { return 3 }
            let sound = context.sound.answers
            let isWrong = zip(found.answers, sound).contains { $0.0 != nil && $0.0 != $0.1 }
            if isWrong { return 2 }
            return found.answers.count < sound.count || found.answers.contains(nil) ? 1 : 0
          }, context))
    }
  }

  /// Makes a new file, so that no map of the last one sees it.
  private func write(_ bytes: [UInt8], to path: String) {
    unlink(path)
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }
}

/// The pages of an LMDB file, damaged as bits, disks and enemies do.
struct DamagedPages {
  var bytes: [UInt8]
  private var random: SplitMix64
  private static let pageSize = 4096

  init(_ bytes: [UInt8], seed: UInt64) {
    self.bytes = bytes
    random = SplitMix64(state: seed)
  }

  private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
      return word ^ word >> 31
    }
  }

  private var pageCount: Int { bytes.count / Self.pageSize }

  private func number<Number: FixedWidthInteger>(at offset: Int, _: Number.Type) -> Number {
    bytes.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
  }

  private mutating func put<Number: FixedWidthInteger>(_ value: Number, at offset: Int) {
    guard offset >= 0, offset + MemoryLayout<Number>.size <= bytes.count else { return }
    withUnsafeBytes(of: value.littleEndian) { for (place, byte) in $0.enumerated() { bytes[offset + place] = byte } }
  }

  /// The offset of a page that is a branch, a leaf or begins a run, mostly one of a tree.
  private mutating func page(_ kinds: Set<UInt16>) -> Int {
    let found = (2..<pageCount).map { $0 * Self.pageSize }.filter { kinds.contains(number(at: $0 + 10, UInt16.self)) }
    return found.randomElement(using: &random) ?? Int.random(in: 2..<pageCount, using: &random) * Self.pageSize
  }

  private mutating func wild<Number: FixedWidthInteger>(_: Number.Type) -> Number {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: 0
    case 1: .max
    case 2: Number(truncatingIfNeeded: pageCount)
    case 3: Number(truncatingIfNeeded: Int.random(in: 0..<pageCount, using: &random))
    case 4: Number(truncatingIfNeeded: Int.random(in: 0...70_000, using: &random))
    default: Number(truncatingIfNeeded: random.next())
    }
  }

  /// The offset of a node of a page; of its first bytes where it has none.
  private mutating func node(_ page: Int) -> Int {
    let count = max(1, (Int(number(at: page + 12, UInt16.self)) - 16) / 2)
    let place = Int.random(in: 0..<min(count, 2000), using: &random)
    return page + Int(number(at: page + 16 + 2 * place, UInt16.self)) % (Self.pageSize - 16)
  }

  /// Damages something, and says what.
  mutating func damage() -> String {
    let tree: Set<UInt16> = [1, 2, 0x22]
    let kind = Int.random(in: 0..<16, using: &random)
    let page = page(kind == 9 ? [4] : kind == 10 || kind == 11 ? [1] : kind < 12 ? tree : [2])
    switch kind {
    case 0:
      let other = self.page(tree)
      for place in 0..<Self.pageSize { bytes.swapAt(page + place, other + place) }
      return "pages \(page / Self.pageSize) and \(other / Self.pageSize) exchanged"
    case 1:
      let other = self.page(tree)
      for place in (Bool.random(using: &random) ? 0 : 8)..<Self.pageSize { bytes[page + place] = bytes[other + place] }
      return "page \(page / Self.pageSize) written over by \(other / Self.pageSize)"
    case 2: put(wild(UInt64.self), at: page)
    case 3: put([1, 2, 4, 8, 0x22, 0x42, 0x12, 0, 0xFFFF].randomElement(using: &random)! as UInt16, at: page + 10)
    case 4: put(wild(UInt16.self), at: page + 12)
    case 5: put(wild(UInt16.self), at: page + 14)
    case 6: put(wild(UInt16.self), at: page + 16 + 2 * Int.random(in: 0..<40, using: &random))
    case 7: put(wild(UInt16.self), at: node(page) + 2 * Int.random(in: 0..<4, using: &random))
    case 8: put(wild(UInt64.self), at: node(page) + 8 + Int.random(in: 0..<24, using: &random))
    case 9:
      put(wild(UInt32.self), at: page + 12)
      return "run of page \(page / Self.pageSize)"
    case 10:
      // A child that is one of the pages above it, or any other.
      let child = Bool.random(using: &random) ? UInt32(page / Self.pageSize) : wild(UInt32.self)
      put(child, at: node(page))
      return "child of page \(page / Self.pageSize)"
    case 11:
      let (from, to) = (node(page), node(page))
      put(number(at: from, UInt32.self), at: to)
      return "one child twice below page \(page / Self.pageSize)"
    case 12:
      // A description of a tree in the main tree: depth, entries, root.
      let place = node(page) + 8 + Int.random(in: 2...5, using: &random)
      put(wild(UInt64.self), at: place + [0, 6, 32, 40].randomElement(using: &random)!)
    case 13:
      let meta = Int.random(in: 0..<2, using: &random) * Self.pageSize
      let field = [0, 10, 16, 20, 24, 32, 40, 44, 46, 80, 88, 92, 94, 120, 128, 136, 144].randomElement(using: &random)!
      put(wild(UInt64.self), at: meta + field)
      return "meta page, byte \(field)"
    case 14:
      let fill = [0, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random)!
      let first = Int.random(in: 0..<Self.pageSize, using: &random)
      for place in first..<Self.pageSize { bytes[page + place] = fill }
    default:
      for _ in 0..<Int.random(in: 1...16, using: &random) {
        bytes[page + Int.random(in: 0..<Self.pageSize, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
    }
    return "kind \(kind), page \(page / Self.pageSize)"
  }
}
