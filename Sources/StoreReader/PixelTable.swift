internal import Synchronization

/// Where each picture of a file that never changes lies in the map: looked up once, then found in O(1).
///
/// Values hold `packing` pictures each, under ascending keys without gaps. Addresses are kept in segments, each filled by
/// one walk of a cursor when a picture of it is first asked for, so that opening costs nothing.
final class PixelTable: @unchecked Sendable {
  /// The ids that pictures have.
  let ids: Range<Int>
  /// Bytes of one picture.
  let pictureBytes: Int
  let prefetch: Prefetch

  private typealias Segment = UnsafePointer<UInt>
  private static let segmentShift = 8
  private static let segmentLength = 1 << segmentShift

  private let packingShift: Int
  private let firstKey: Int
  private let valueCount: Int
  private let database: LMDBDatabase
  /// Open for the table's life, since what it sees can never change; one thread at a time walks it.
  private let transaction: Mutex<LMDBTransaction>
  private let segments: UnsafeMutablePointer<Atomic<Segment?>>
  private let segmentCount: Int

  /// A table of the values of `database`; O(1) in time.
  ///
  /// - Parameter packing: pictures a value, a power of two; the last value may hold fewer.
  init(
    _ database: LMDBDatabase, in environment: LMDBEnvironment, path: String, ids: Range<Int>, pictureBytes: Int,
    firstKey: Int, packing: Int
  ) throws(LMDBFailure) {
    // What cannot all be in the file is not believed, so that no amount of memory is asked for on its word.
    guard pictureBytes > 0, ids.count <= environment.requiredFileSize / pictureBytes else {
      throw LMDBFailure.inconsistent
    }
    self.database = database
    self.ids = ids
    self.pictureBytes = pictureBytes
    self.firstKey = firstKey
    packingShift = packing.trailingZeroBitCount
    valueCount = (ids.count + packing - 1) >> packingShift
    segmentCount = (valueCount + Self.segmentLength - 1) >> Self.segmentShift
    prefetch = Prefetch(file: environment.fileDescriptor, path: path, pictureBytes: pictureBytes)
    transaction = Mutex(try LMDBTransaction(environment, for: .reading))
    segments = .allocate(capacity: segmentCount)
    for place in 0..<segmentCount { (segments + place).initialize(to: Atomic(nil)) }
  }

  deinit {
    for place in 0..<segmentCount { segments[place].load(ordering: .acquiring)?.deallocate() }
    segments.deinitialize(count: segmentCount)
    segments.deallocate()
  }

  /// The address of a picture; nil when its value is missing or has another size than it should.
  ///
  /// Holds for the table's life. O(1), but for the first of a segment.
  ///
  /// - Precondition: `ids.contains(id)`.
  func address(of id: Int) throws(LMDBFailure) -> UnsafeRawPointer? {
    let place = id &- ids.lowerBound
    let value = place &>> packingShift
    let number = value &>> Self.segmentShift
    let segment: Segment
    if let known = segments[number].load(ordering: .acquiring) {
      segment = known
    } else {
      segment = try fill(number)
    }
    guard let start = UnsafeRawPointer(bitPattern: segment[value & (Self.segmentLength - 1)]) else { return nil }
    return start + (place & (1 &<< packingShift &- 1)) &* pictureBytes
  }

  /// The bytes of one picture that is about to be read; nil as for ``address(of:)``.
  ///
  /// - Precondition: `ids.contains(id)`.
  func picture(_ id: Int) throws(LMDBFailure) -> UnsafeRawBufferPointer? {
    guard let address = try address(of: id) else { return nil }
    if prefetch.asks(about: address) { prefetch.willRead(address, of: value(of: id, at: address)) }
    return UnsafeRawBufferPointer(start: address, count: pictureBytes)
  }

  /// The value that holds the picture at an address.
  func value(of id: Int, at address: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    let place = id - ids.lowerBound
    let before = place & (1 << packingShift - 1)
    return UnsafeRawBufferPointer(
      start: address - before * pictureBytes, count: byteCount(ofValue: place >> packingShift))
  }

  /// Finds the values of a segment; the first thread that comes does it for all.
  private func fill(_ number: Int) throws(LMDBFailure) -> Segment {
    try transaction.withLock { (transaction) throws(LMDBFailure) in
      if let known = segments[number].load(ordering: .acquiring) { return known }
      let first = number << Self.segmentShift
      let values = first..<min(first + Self.segmentLength, valueCount)
      let addresses = UnsafeMutablePointer<UInt>.allocate(capacity: Self.segmentLength)
      addresses.initialize(repeating: 0, count: Self.segmentLength)
      do throws(LMDBFailure) {
        let cursor = try LMDBCursor(database, in: transaction)
        var entry = try cursor.seek(UInt64(firstKey + first))
        while let (key, value) = entry, key.count == 8 {
          let id = UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
          guard id < UInt64(firstKey + values.upperBound) else { break }
          let place = Int(id) - firstKey
          if value.count == byteCount(ofValue: place) {
            addresses[place - first] = UInt(bitPattern: value.baseAddress)
          }
          entry = try cursor.next()
        }
      } catch {
        addresses.deallocate()
        throw error
      }
      let segment = Segment(addresses)
      segments[number].store(segment, ordering: .releasing)
      return segment
    }
  }

  private func byteCount(ofValue value: Int) -> Int {
    let first = value << packingShift
    return min(1 << packingShift, ids.count - first) * pictureBytes
  }
}
