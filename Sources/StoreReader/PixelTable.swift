internal import Synchronization
internal import SystemIO

/// The location of each picture of an unchanging file in the map: looked up once, then found in O(1).
///
/// Values hold `packing` pictures each, under ascending keys without gaps. Addresses are kept in segments, each filled by
/// one walk of a cursor when a picture of it is first asked for, so that opening costs nothing. There is no lock: threads that
/// come at once each fill the segment, and the first one's stays.
final class PixelTable: @unchecked Sendable {
  /// The ids that pictures have.
  let ids: Range<Int>
  /// Bytes of one picture.
  let pictureBytes: Int
  let prefetch: Prefetch

  /// Addresses of values, 0 where one is missing or has another size than it should.
  ///
  /// They are even; the lowest bit tells that the value has pages of its own, whose header nobody has looked at yet: it stands
  /// where the value begins, and would be a page to be brought in for each value of a segment.
  private typealias Segment = UnsafeMutablePointer<Atomic<UInt>>
  private static let segmentShift = 8
  private static let segmentLength = 1 << segmentShift

  private let packingShift: Int
  private let firstKey: Int
  private let valueCount: Int
  private let map: PageMap
  private let tree: TreeRoot
  private let segments: UnsafeMutablePointer<Atomic<Segment?>>
  private let segmentCount: Int

  /// A table of the values of `tree`; O(1) in time.
  ///
  /// - Parameters:
  ///   - file: the map's, at `path`.
  ///   - packing: pictures a value, a power of two; the last value may hold fewer.
  init(
    _ tree: TreeRoot, in map: PageMap, file: FileDescriptor, path: String, ids: Range<Int>, pictureBytes: Int,
    firstKey: Int, packing: Int
  ) throws(PageDamage) {
    // More pictures than fit into the file are not believed, so that a damaged count allocates no memory.
    guard pictureBytes > 0, ids.count <= map.size / pictureBytes else { throw PageDamage(page: tree.page) }
    self.map = map
    self.tree = tree
    self.ids = ids
    self.pictureBytes = pictureBytes
    self.firstKey = firstKey
    packingShift = packing.trailingZeroBitCount
    valueCount = (ids.count + packing - 1) >> packingShift
    segmentCount = (valueCount + Self.segmentLength - 1) >> Self.segmentShift
    prefetch = Prefetch(file, path: path, pictureBytes: pictureBytes)
    segments = .allocate(capacity: segmentCount)
    for place in 0..<segmentCount { (segments + place).initialize(to: Atomic(nil)) }
  }

  deinit {
    for place in 0..<segmentCount { segments[place].load(ordering: .acquiring)?.deallocate() }
    segments.deinitialize(count: segmentCount)
    segments.deallocate()
  }

  /// The location of a picture, and whether it is known to be that of its value.
  struct Place {
    var picture: UnsafeRawPointer
    var isSettled: Bool
  }

  /// The place of a picture; nil when its value is missing or has another size than it should.
  ///
  /// Holds for the table's life. O(1), but for the first of a segment.
  ///
  /// - Precondition: `ids.contains(id)`.
  func place(of id: Int) throws(PageDamage) -> Place? {
    let place = id &- ids.lowerBound
    let value = place &>> packingShift
    let number = value &>> Self.segmentShift
    let known = segments[number].load(ordering: .acquiring)
    let segment: Segment
    if let known { segment = known } else { segment = try fill(number) }
    let entry = segment[value & (Self.segmentLength - 1)].load(ordering: .relaxed)
    guard let start = UnsafeRawPointer(bitPattern: entry & ~1) else { return nil }
    return Place(
      picture: start + (place & (1 &<< packingShift &- 1)) &* pictureBytes, isSettled: entry & 1 == 0)
  }

  /// Looks once at the pages that a picture's value has of its own; false when they are not its.
  func settle(_ id: Int, at picture: UnsafeRawPointer) -> Bool {
    let value = value(of: id, at: picture)
    guard let start = value.baseAddress, map.hasOwnHeader(start, size: value.count) else { return false }
    let number = (id - ids.lowerBound) >> packingShift
    segments[number >> Self.segmentShift].load(ordering: .acquiring)?[number & (Self.segmentLength - 1)]
      .store(UInt(bitPattern: start), ordering: .relaxed)
    return true
  }

  /// The bytes of one picture that is about to be read; nil when its value is missing or not what it should be.
  ///
  /// - Precondition: `ids.contains(id)`.
  func picture(_ id: Int) throws(PageDamage) -> UnsafeRawBufferPointer? {
    guard let place = try place(of: id) else { return nil }
    let address = place.picture
    if prefetch.asks(about: address) { prefetch.willRead(address, of: value(of: id, at: address)) }
    guard place.isSettled || settle(id, at: address) else { return nil }
    return UnsafeRawBufferPointer(start: address, count: pictureBytes)
  }

  /// The value that holds the picture at an address.
  func value(of id: Int, at address: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    let place = id - ids.lowerBound
    let before = place & (1 << packingShift - 1)
    return UnsafeRawBufferPointer(
      start: address - before * pictureBytes, count: byteCount(ofValue: place >> packingShift))
  }

  /// Finds the values of a segment.
  private func fill(_ number: Int) throws(PageDamage) -> Segment {
    let first = number << Self.segmentShift
    let values = first..<min(first + Self.segmentLength, valueCount)
    let segment = Segment.allocate(capacity: Self.segmentLength)
    for place in 0..<Self.segmentLength { (segment + place).initialize(to: Atomic(0)) }
    do throws(PageDamage) {
      var cursor = TreeCursor(map, tree)
      var entry = try cursor.seek(UInt64(firstKey + first))
      while let node = entry, node.key.count == 8 {
        let id = UInt64(bigEndian: node.key.loadUnaligned(as: UInt64.self))
        guard id < UInt64(firstKey + values.upperBound) else { break }
        let place = Int(id) - firstKey
        if node.valueSize == byteCount(ofValue: place) {
          let (value, hasOwnPages) = try map.place(of: node)
          segment[place - first].store(UInt(bitPattern: value.baseAddress) | (hasOwnPages ? 1 : 0), ordering: .relaxed)
        }
        entry = try cursor.next()
      }
    } catch {
      segment.deallocate()
      throw error
    }
    let (isFirst, known) = segments[number].compareExchange(
      expected: nil, desired: segment, ordering: .acquiringAndReleasing)
    guard isFirst else {
      segment.deallocate()
      return known ?? segment
    }
    return segment
  }

  private func byteCount(ofValue value: Int) -> Int {
    let first = value << packingShift
    return min(1 << packingShift, ids.count - first) * pictureBytes
  }
}
