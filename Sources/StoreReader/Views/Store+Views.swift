internal import SystemIO

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
    while true {
      // The end of the folder and a failure both give no entry; only a failure sets errno.
      errno = 0
      guard let entry = readdir(folder) else {
        guard errno == 0 else { throw StoreError(SystemFailure.last, reading: path) }
        return sizes.sorted()
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
          String(cString: $0)
        }
      }
      if let size = StoreFile.viewSize(ofName: name) { sizes.append(size) }
    }
  }
}
