internal import FractalCore
internal import StoreReader
internal import SystemIO

extension StoreSession {
  /// Whether a store stands at `path`, finished or not; false where one can be made.
  ///
  /// - Throws: ``StoreWriterError`` when something else stands there.
  static func stands(at path: String) throws(StoreWriterError) -> Bool {
    do throws(SystemFailure) {
      if try PathKind(of: FolderWriting.path(StoreFile.data, in: path)) != .missing { return true }
    } catch {
      // A path through a file has no data file beneath it: the check of the path itself says what stands there.
    }
    try checkVacant(path)
    return false
  }
}
