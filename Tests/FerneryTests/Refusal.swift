import Foundation
import TestSupport
import Testing

/// Runs a command that must be refused: one line on stderr that begins with `fernery: ` and holds all of `words`, an
/// exit code, nothing on stdout, and nothing changed in the folder.
func expectRefusal(
  _ arguments: String..., code: Int32, saying words: String..., in folder: TemporaryDirectory, command: [String] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let before = try FolderContent(folder.url.path)
  let result = try FerneryProcess(arguments, in: folder.url.path, command: command).wait()
  // A long search is shown in lines of its own before something is refused.
  let lines = result.stderr.split(separator: "\n", omittingEmptySubsequences: false)
  let said = "`fernery \(arguments.joined(separator: " "))` ended with \(result.ending) and said: \(result.stderr)"
  #expect(result.ending == .exit(code), "\(said)", sourceLocation: sourceLocation)
  #expect(
    lines.count == 2 && lines[0].hasPrefix("fernery: ") && lines[1].isEmpty, "\(said)", sourceLocation: sourceLocation)
  for word in words { #expect(result.stderr.contains(word), "\(said)", sourceLocation: sourceLocation) }
  #expect(result.stdout.isEmpty, "stdout: \(result.stdout)", sourceLocation: sourceLocation)
  let after = try FolderContent(folder.url.path)
  #expect(after == before, "the folder has changed", sourceLocation: sourceLocation)
}

/// Runs a command whose arguments ArgumentParser refuses: code 64, the mistake in the first line, then the usage.
func expectUsageError(
  _ arguments: String..., saying word: String, in folder: TemporaryDirectory,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let before = try FolderContent(folder.url.path)
  let result = try FerneryProcess(arguments, in: folder.url.path).wait()
  #expect(result.ending == .exit(64), sourceLocation: sourceLocation)
  #expect(result.stderr.hasPrefix("fernery: "), "\(result.stderr)", sourceLocation: sourceLocation)
  #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)", sourceLocation: sourceLocation)
  #expect(result.stderr.contains(word), "\(result.stderr)", sourceLocation: sourceLocation)
  #expect(result.stderr.contains("; usage: fernery "), "\(result.stderr)", sourceLocation: sourceLocation)
  #expect(result.stdout.isEmpty, sourceLocation: sourceLocation)
  #expect(try FolderContent(folder.url.path) == before, sourceLocation: sourceLocation)
}
