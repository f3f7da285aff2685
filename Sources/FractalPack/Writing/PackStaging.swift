internal import CanonicalData
internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// The folder beside a pack that is to be, `.NAME.packing`, in which its files are made.
///
/// Finished shards outlive a run that ends early: `progress.json` names them, and what they were made from. The pack gets
/// its place by one rename at the end.
struct PackStaging {
  let output: PackOutput
  private let folder: StagingFolder
  private let basis: JSONValue
  private static let purpose = "packing"

  /// The folder of the pack's files.
  var pack: String { folder.path("pack") }
  private var progress: String { folder.path("progress.json") }

  /// Begins, or goes on where a run on the same basis ended.
  ///
  /// - Parameter basis: everything that the shards' bytes depend on.
  init(_ output: PackOutput, basis: [String]) throws {
    self.output = output
    self.basis = .array(basis.map { .string($0) })
    folder = try StagingFolder(beside: output.path, purpose: Self.purpose)
    guard (try? PathKind(of: output.path)) == .missing else {
      folder.remove()
      throw PackError(.alreadyExists, "\(output.path) was made by another program meanwhile: choose another path")
    }
    do throws(SystemFailure) {
      if savedProgress?["basis"] != self.basis {
        try folder.clear()
      }
      try FolderWriting.makeFolder(pack)
    } catch {
      throw PackError(error, writing: output.path)
    }
  }

  /// Removes what a run left that was killed after the pack had got its place.
  static func removeRemains(of output: PackOutput) {
    StagingFolder.removeRemains(beside: output.path, purpose: purpose)
  }

  /// The shards that earlier runs finished: from the first on, each as it was when it was finished.
  ///
  /// - Returns: nil if the monitor cancelled.
  func finishedShards(_ monitor: TaskMonitor) throws(PackError) -> [PackManifest.Shard]? {
    var shards: [PackManifest.Shard] = []
    let entries = savedProgress?["shards"]?.elements ?? []
    for entry in entries {
      guard !monitor.isCancelled() else { return nil }
      monitor.report("checking", shards.count, entries.count)
      guard let shard = PackManifest.Shard(progress: entry), shard.file.name == PackFiles.shard(shards.count) else {
        break
      }
      let path = FolderWriting.path(shard.file.name, in: pack)
      guard let file = try? FileDescriptor.regular(path), (try? file.size()) == shard.file.size,
        (try? Spool.verified(shard.file, from: FileBytes(file, path: path), at: nil, progress: { _ in true })) != nil
      else { break }
      shards.append(shard)
    }
    return shards
  }

  /// Remembers which shards are finished.
  func save(_ shards: [PackManifest.Shard]) throws(PackError) {
    let value = JSONValue.object(["basis": basis, "shards": .array(shards.map(\.progress))])
    do throws(SystemFailure) {
      try FolderWriting.replaceFile(progress, with: (try? CanonicalJSON.encode(value)) ?? [], inFolder: folder.path)
    } catch {
      throw PackError(error, writing: progress)
    }
  }

  /// Writes a file of the pack.
  func write(_ bytes: [UInt8], as name: String) throws(PackError) {
    do throws(SystemFailure) {
      try FolderWriting.replaceFile(FolderWriting.path(name, in: pack), with: bytes, inFolder: pack)
    } catch {
      throw PackError(error, writing: FolderWriting.path(name, in: pack))
    }
  }

  /// Moves a shard that is on the disk to its name.
  func finishShard(_ part: String, as name: String) throws(PackError) {
    do throws(SystemFailure) {
      try FolderWriting.move(part, to: FolderWriting.path(name, in: pack), inFolder: pack)
    } catch {
      throw PackError(error, writing: FolderWriting.path(name, in: pack))
    }
  }

  /// Puts the finished pack into its place, as a folder or as one tar of these files, and removes the rest.
  ///
  /// - Parameter names: all files of the pack in the order of a tar.
  /// - Returns: false if the monitor cancelled.
  func publish(_ names: [String], _ monitor: TaskMonitor) throws(PackError) -> Bool {
    var made = pack
    // A signature, say, that an earlier run with other settings has left.
    for name in (try? FolderWriting.names(in: pack)) ?? [] where !names.contains(name) {
      FolderWriting.removeTree(FolderWriting.path(name, in: pack))
    }
    if case .tar = output {
      made = folder.path("pack.tar")
      guard try PackTar.write(made, names, of: pack, monitor) else {
        FolderWriting.removeFile(made)
        return false
      }
    }
    do throws(SystemFailure) {
      // A rename would replace a file that came meanwhile.
      guard try PathKind(of: output.path) == .missing else { throw SystemFailure.taken }
      try FolderWriting.move(made, to: output.path, inFolder: FolderWriting.split(output.path).parent)
    } catch {
      guard !error.isTaken else {
        throw PackError(.alreadyExists, "\(output.path) was made by another program meanwhile: choose another path")
      }
      throw PackError(error, writing: output.path)
    }
    folder.remove()
    return true
  }

  private var savedProgress: JSONValue? {
    guard let file = try? FileDescriptor.regular(progress), let size = try? file.size(),
      let bytes = try? file.read(at: 0, count: size)
    else { return nil }
    return try? JSONParser.parse(bytes)
  }
}

extension PackManifest.Shard {
  fileprivate var progress: JSONValue {
    [
      "name": .string(file.name), "size": .number(Double(file.size)), "sha256": .string(file.sha256.hex),
      "first": .number(Double(ids.lowerBound)), "count": .number(Double(ids.count)),
    ]
  }

  fileprivate init?(progress: JSONValue) {
    guard let name = progress["name"]?.text, let size = progress["size"]?.whole,
      let digest = progress["sha256"]?.text.flatMap({ SHA256Digest(hex: $0) }), let first = progress["first"]?.whole,
      let count = progress["count"]?.whole, first >= 0, count > 0
    else { return nil }
    self.init(file: PackManifest.File(name: name, size: size, sha256: digest), ids: first..<first + count)
  }
}
