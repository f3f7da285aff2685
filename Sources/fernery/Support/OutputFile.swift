import ArgumentParser
import Foundation
import FractalCore
import FractalImageIO
import StoreReader

/// Whether a command may replace a file that exists.
struct ReplacementOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Replace the file if it exists.")
  var force = false
}

/// A file that a command writes for people to look at: checked before the work, and written whole or not at all.
struct OutputFile {
  /// The kinds of files that are written.
  enum Kind: String {
    case png, html
  }

  /// The file's path; `-` is standard output.
  let path: String
  /// Whether the bytes go to standard output, and so what is said about them to standard error.
  var isStandardOutput: Bool { path == "-" }

  /// Checks where the file would go.
  ///
  /// - Parameters:
  ///   - inputs: files that the command reads, which are never replaced.
  ///   - force: whether another file that exists is replaced.
  ///   - json: whether the command prints JSON, which cannot share standard output with a file.
  /// - Throws: ``CommandError`` for a name of another kind of file, a file that exists, or a place inside a store.
  init(_ path: String, _ kind: Kind, inputs: [String] = [], force: Bool, json: Bool) throws(CommandError) {
    self.path = path
    try require(path: path, option: "--out")
    guard !isStandardOutput else {
      guard !json else {
        throw CommandError(.outOfRange, "--out - and --json would both print to stdout: leave one of them out")
      }
      guard isatty(STDOUT_FILENO) == 0 else {
        throw CommandError(
          .outOfRange,
          "--out - would print a \(kind.rawValue.uppercased()) to the terminal: redirect it, or name a file")
      }
      return
    }
    try Self.check(parentOf: path)
    var status = stat()
    let exists = stat(path, &status) == 0
    // A folder is refused when it is written to; devices and pipes take any bytes.
    if exists && status.st_mode & S_IFMT != S_IFREG { return }
    try Self.check(nameOf: path, kind)
    guard exists else { return }
    for input in inputs {
      var other = stat()
      if stat(input, &other) == 0, other.st_dev == status.st_dev, other.st_ino == status.st_ino {
        throw CommandError(.alreadyExists, "\(path) is what the command reads: choose another --out")
      }
    }
    guard force else {
      throw CommandError(.alreadyExists, "\(path) exists already: choose another --out, or replace it with --force")
    }
  }

  /// Writes a picture as PNG.
  func write(_ picture: Picture) throws {
    try write(PNG.encode(picture))
  }

  /// Writes bytes.
  func write(_ bytes: [UInt8]) throws {
    guard isStandardOutput else { return try WholeFile.write(bytes, to: path) }
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      throw CommandError(.writeFailed, "the file cannot be written to stdout: \(error.localizedDescription)")
    }
  }

  /// Prints a line about the file for people.
  func say(_ line: String) {
    if isStandardOutput { StandardError.writeLine(line) } else { print(line) }
  }

  private static func check(nameOf path: String, _ kind: Kind) throws(CommandError) {
    let ending = URL(filePath: path).pathExtension
    guard !ending.isEmpty, ending.lowercased() != kind.rawValue else { return }
    throw CommandError(
      .outOfRange,
      "\(path) is no name for a \(kind.rawValue.uppercased()) file, which is what would be written: let it end in "
        + ".\(kind.rawValue)")
  }

  private static func check(parentOf path: String) throws(CommandError) {
    let parent = URL(filePath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: "\(parent)/\(StoreFile.data)") else { return }
    throw CommandError(.cannotCreate, "\(path) would lie inside the store \(parent): choose another --out")
  }
}
