internal import FractalCore
internal import StoreReader
internal import SystemIO

/// Writes the files of a pack into one tar.
enum PackTar {
  /// Writes files of a folder into a tar, in this order; on the disk when it returns.
  ///
  /// - Returns: false if the monitor cancelled; what was written is of no use then.
  static func write(_ path: String, _ names: [String], of folder: String, _ monitor: TaskMonitor) throws(PackError)
    -> Bool
  {
    var files: [(name: String, size: Int, bytes: FileBytes)] = []
    for name in names {
      let source = FolderWriting.path(name, in: folder)
      do throws(SystemFailure) {
        let file = try FileDescriptor(reading: source)
        files.append((name, try file.size(), FileBytes(file, path: source)))
      } catch {
        throw PackError(error, reading: source)
      }
    }
    let total = files.reduce(0) { $0 + $1.size }
    var done = 0
    var tar = try HashedFile(path: path)
    for (name, size, bytes) in files {
      try tar.write(TarHeader(name: name, size: size).bytes)
      var left = size
      while left > 0 {
        guard !monitor.isCancelled() else { return false }
        monitor.report("writing", done, total)
        let piece = try bytes.read(upTo: min(1 << 20, left))
        guard !piece.isEmpty else {
          throw PackError(.truncated, "\(name) became shorter while it was read: run the same command again")
        }
        try tar.write(piece)
        left -= piece.count
        done += piece.count
      }
      try tar.write([UInt8](repeating: 0, count: TarHeader.padded(size) - size))
    }
    try tar.write(TarHeader.end)
    _ = try tar.finish()
    monitor.report("writing", total, total)
    return true
  }
}
