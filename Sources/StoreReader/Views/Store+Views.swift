#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Store {
  /// The sizes of the views that lie beside the store's data, ascending, whether they fit the store or not.
  public func viewSizes() throws(StoreError) -> [Int] {
    guard let folder = opendir(path) else { throw StoreError(SystemFailure.last, reading: path) }
    defer { closedir(folder) }
    var sizes: [Int] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
          String(cString: $0)
        }
      }
      if let size = StoreFile.viewSize(ofName: name) { sizes.append(size) }
    }
    return sizes.sorted()
  }
}
