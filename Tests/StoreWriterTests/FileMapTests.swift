import Foundation
import StoreReader
import SystemIO
import TestSupport
import Testing

@testable import StoreWriter

@Suite struct FileMapTests {
  private static let size = 300_001
  private let folder = try! TemporaryDirectory()
  private var path: String { folder.path("bytes") }
  private let content = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 0x9E37 >> 7) })

  /// Stretches at and beside the ends of pages, of the file, and of nothing.
  private static let stretches = [
    (0, 1), (0, size), (4095, 2), (4096, 4096), (100_000, 0), (size - 1, 1), (size, 0), (size - 5000, 5000),
  ]
  private static let outside = [(0, size + 1), (size, 1), (size - 1, 2), (-1, 1), (Int.max, 1), (5, -1), (1, Int.max)]

  private func open() throws -> FileDescriptor {
    try content.write(to: URL(filePath: path))
    return try FileDescriptor(reading: path)
  }

  @Test func aStretchIsWhatTheFileHolds() throws {
    let file = try open()
    // Nil where the system cannot be asked beforehand: then the buffer reads.
    let map = FileMap(file, size: Self.size, releasedFrom: 0)
    var mapped = FileBuffer(file, map: map, capacity: Self.size)
    var read = FileBuffer(file, capacity: Self.size)
    for (offset, count) in Self.stretches {
      let expected = content[offset..<offset + count]
      for release in [false, true] {
        if release { map?.release(offset..<offset + count) }
        if let map { #expect(map.bytes(at: offset, count: count)?.elementsEqual(expected) == true) }
        #expect(mapped.read(at: offset, count: count) { $0.elementsEqual(expected) } == true)
        #expect(read.read(at: offset, count: count) { $0.elementsEqual(expected) } == true)
      }
    }
    for (offset, count) in Self.outside { #expect(map?.bytes(at: offset, count: count) == nil) }
  }

  @Test func whatIsGoneFromTheFileIsNotTouched() throws {
    let file = try open()
    let map = FileMap(file, size: Self.size)
    var buffer = FileBuffer(file, map: map, capacity: Self.size)
    let left = 100_000
    #expect(truncate(path, off_t(left)) == 0)
    for (offset, count) in [(0, Self.size), (left - 1, 10_000), (200_000, 1), (Self.size - 1, 1)] {
      // Touching it would end this process.
      #expect(buffer.read(at: offset, count: count) { $0.reduce(0, &+) } == nil, "\(offset), \(count)")
    }
    #expect(buffer.read(at: 0, count: left) { $0.elementsEqual(content[..<left]) } == true)
  }

  @Test func nothingAndFoldersAreNotMapped() throws {
    #expect(FileMap(try open(), size: 0) == nil)
    #expect(FileMap(try FileDescriptor(reading: folder.url.path), size: 4096) == nil)
  }
}
