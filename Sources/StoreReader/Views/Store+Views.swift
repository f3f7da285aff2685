public import FractalCore
internal import SystemIO

extension Store {
  /// The sizes of the views that lie beside the store's data, ascending, whether they fit the store or not.
  public func viewSizes() throws(StoreError) -> [Int] {
    do throws(SystemFailure) {
      return try FolderWriting.names(in: path).compactMap { StoreFile.viewSize(ofName: $0) }.sorted()
    } catch {
      throw StoreError(error, reading: path)
    }
  }
}
