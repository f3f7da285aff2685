import ArgumentParser
import FractalCore

/// The source of a secret key's password: a file, or else the terminal.
struct PasswordOptions: ParsableArguments {
  @Option(
    help: "A file whose first line is the password of the secret key (default: it is asked for).", completion: .file())
  var passwordFile: String?

  /// A password for a new key, asked for twice.
  func new() throws(CommandError) -> String {
    let first: String
    if let passwordFile {
      first = try read(passwordFile)
    } else {
      first = try PasswordPrompt.ask("Password for the new key: ")
    }
    guard !first.isEmpty else {
      throw CommandError(.outOfRange, "the password is empty: give one, or use --no-password")
    }
    if passwordFile != nil { return first }
    guard try PasswordPrompt.ask("The same again: ") == first else {
      throw CommandError(.outOfRange, "the two passwords differ: run the command again")
    }
    return first
  }

  /// The password of a key that is there.
  func existing(_ path: String) throws(CommandError) -> String {
    if let passwordFile { return try read(passwordFile) }
    return try PasswordPrompt.ask("Password of \(path): ")
  }

  private func read(_ path: String) throws(CommandError) -> String {
    let bytes = try InputFile.read(path, limit: KeyFile.longest, as: "a password")
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError(.outOfRange, "\(path) holds no text that could be a password")
    }
    // "\r\n" is one character, and a line end.
    let line = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).first ?? ""
    guard !line.isEmpty else {
      throw CommandError(.outOfRange, "the first line of \(path) is empty: it must be the password")
    }
    return String(line)
  }
}
