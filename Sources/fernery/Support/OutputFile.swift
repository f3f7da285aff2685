import ArgumentParser
import Foundation
import FractalCore
import FractalImageIO
import SystemIO

/// Whether a command may replace a file that exists.
struct ReplacementOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Replace a file that Fernery did not make.")
  var force = false
}

/// A file that a command writes for people to look at: checked before the work, and written whole or not at all.
struct OutputFile {
  /// The kinds of files that are written.
  enum Kind: String {
    case png, html

    /// The bytes near the beginning of each such file by which Fernery knows its own.
    fileprivate var mark: Data {
      switch self {
      case .png: Data("tEXtSoftware\0Fernery".utf8)
      case .html: Data("<meta name=\"generator\" content=\"Fernery\">".utf8)
      }
    }
  }

  /// The file's path; `-` is standard output.
  let path: String
  /// The file that a link at the path leads to, or the path.
  private let target: String
  /// Whether the bytes go to standard output, and so what is said about them to standard error.
  var isStandardOutput: Bool { path == "-" }

  /// Checks where the file would go.
  ///
  /// - Parameters:
  ///   - inputs: files that the command reads, which are never replaced; others, such as names of presets, do no harm.
  ///   - force: whether a file that exists is replaced though Fernery did not make it.
  ///   - json: whether the command prints JSON, which cannot share standard output with a file.
  /// - Throws: ``CommandError`` for a name of another kind of file, a file that exists, or a place inside a store.
  init(_ path: String, _ kind: Kind, inputs: [String?] = [], force: Bool, json: Bool) throws(CommandError) {
    self.path = path
    try require(path: path, option: "--out")
    guard path != "-" else {
      target = path
      guard !json else {
        throw CommandError(.outOfRange, "--out - and --json would both print to stdout: leave one of them out")
      }
      guard !StandardStreams.outputIsTerminal else {
        throw CommandError(
          .outOfRange,
          "--out - would print a \(kind.rawValue.uppercased()) to the terminal: redirect it, or name a file")
      }
      return
    }
    do throws(SystemFailure) { target = try WholeFile.target(of: path) } catch {
      throw CommandError(error, writing: path)
    }
    try OutputFolder.refuseStore(around: target, holding: path, option: "--out")
    let status = try? FileStatus(of: target)
    // A folder is refused when it is written to; devices and pipes take any bytes.
    guard status == nil || status?.kind == .file else { return }
    try Self.check(nameOf: path, kind)
    guard let status else { return }
    for case let input? in inputs where (try? FileStatus(of: input))?.identity == status.identity {
      throw CommandError(.alreadyExists, "\(path) is what the command reads: choose another --out")
    }
    guard force || Self.isOurs(target, kind) else {
      throw CommandError(
        .alreadyExists,
        "\(path) exists already and was not made by Fernery: choose another --out, or replace it with --force")
    }
  }

  /// Writes a picture as PNG.
  func write(_ picture: Picture) throws {
    try write(PNG.encode(picture, software: "Fernery"))
  }

  /// Writes bytes.
  func write(_ bytes: [UInt8]) throws {
    guard !isStandardOutput else { return try StandardOutput.write(bytes) }
    do throws(SystemFailure) { try WholeFile.write(bytes, to: target) } catch {
      throw CommandError(error, writing: path)
    }
  }

  /// Prints a line about the file for people.
  func say(_ line: String) {
    if isStandardOutput { StandardError.writeLine(line) } else { print(line) }
  }

  /// Whether Fernery wrote the file at a path, so that it can be made again.
  private static func isOurs(_ path: String, _ kind: Kind) -> Bool {
    guard let file = try? FileHandle(forReadingFrom: URL(filePath: path)),
      let beginning = try? file.read(upToCount: 1024)
    else { return false }
    return beginning.range(of: kind.mark) != nil
  }

  private static func check(nameOf path: String, _ kind: Kind) throws(CommandError) {
    let ending = URL(filePath: path).pathExtension
    guard !ending.isEmpty, ending.lowercased() != kind.rawValue else { return }
    throw CommandError(
      .outOfRange,
      "\(path) is no name for a \(kind.rawValue.uppercased()) file, which is what would be written: let it end in "
        + ".\(kind.rawValue)")
  }
}
