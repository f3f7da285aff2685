internal import Foundation

extension SampleStore {
  /// Wherever bytes begin in the store's file.
  public func places(of bytes: [UInt8]) throws -> [Int] {
    let data = try Data(contentsOf: URL(filePath: dataPath))
    var places: [Int] = []
    while let range = data.range(of: Data(bytes), in: (places.last.map { $0 + 1 } ?? 0)..<data.count) {
      places.append(range.lowerBound)
    }
    return places
  }

  /// Changes one byte of the store's file; twice is as before.
  public func changeByte(at offset: Int, by mask: UInt8 = 0x55) throws {
    let file = try FileHandle(forUpdating: URL(filePath: dataPath))
    defer { try? file.close() }
    try file.seek(toOffset: UInt64(offset))
    let byte = try file.read(upToCount: 1)?.first ?? 0
    try file.seek(toOffset: UInt64(offset))
    try file.write(contentsOf: Data([byte ^ mask]))
  }
}
