internal import Synchronization
internal import SystemIO

/// Tells the system which values will be read at once, where they are not in memory.
///
/// The map is opened without read-ahead, and cold reads would otherwise take a fault a page. The advice itself costs
/// microseconds on warm pages, so residency is asked first (mincore on the picture's first page), and while all that was
/// asked lately was resident, only now and then: one miss brings all questions back.
final class Prefetch: Sendable {
  /// So many residents in a row make the file count as warm.
  private static let warmStreak = 64
  /// A warm file is asked about once for so many bytes read, which makes the question cheap beside the reading.
  private static let bytesPerQuestion = 3 << 20
  private static let leastInterval = 16
  /// The least bytes of a picture for which advice is given where residency is unknown: below, a fault or two costs
  /// less.
  private static let blindThreshold = 16_384

  private let warmInterval: Int
  private let givesAdvice: Bool
  /// Whether the system tells which pages are in memory.
  private let seesResidency: Bool
  private let streak = Atomic<Int>(0)

  /// For a map of the file with this descriptor, whose pictures have so many bytes.
  init(_ file: FileDescriptor, path: String, pictureBytes: Int) {
    warmInterval = max(Self.leastInterval, Self.bytesPerQuestion / pictureBytes)
    seesResidency = MappedPages.areVisible(of: file, path: path)
    givesAdvice = seesResidency || pictureBytes >= Self.blindThreshold
  }

  /// Which of the next `count` pictures to call ``willRead(_:of:)`` for: the first one, and the distance to the next.
  func questions(_ count: Int) -> (first: Int, step: Int) {
    guard givesAdvice else { return (count, 1) }
    guard seesResidency else { return (0, 1) }
    let before = streak.wrappingAdd(count, ordering: .relaxed).oldValue
    guard before >= Self.warmStreak else { return (0, 1) }
    return ((warmInterval - before % warmInterval) % warmInterval, warmInterval)
  }

  /// Whether to call ``willRead(_:of:)`` for the one picture at `address`.
  ///
  /// Once the file is warm nothing is counted, because readers on several processors would all write to the count: then a
  /// picture's place decides, which picks as many.
  func asks(about address: UnsafeRawPointer) -> Bool {
    guard givesAdvice else { return false }
    guard seesResidency else { return true }
    guard streak.load(ordering: .relaxed) >= Self.warmStreak else {
      streak.wrappingAdd(1, ordering: .relaxed)
      return true
    }
    // Fibonacci hashing (Knuth, volume 3, 6.4): the factor is 2^64 over the golden ratio.
    let lot = (UInt(bitPattern: address) &* 0x9E37_79B9_7F4A_7C15) >> 32
    return lot % UInt(warmInterval) == 0
  }

  /// Before the picture at `address`, a part of `value`, is read: asks for the whole value unless the picture is there.
  ///
  /// - Returns: whether it is there, as far as can be known.
  @discardableResult
  func willRead(_ address: UnsafeRawPointer, of value: UnsafeRawBufferPointer) -> Bool {
    if seesResidency {
      if MappedPages.isResident(address) { return true }
      streak.store(0, ordering: .relaxed)
    }
    MappedPages.willNeed(value)
    return false
  }
}
