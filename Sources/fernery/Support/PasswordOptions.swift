import ArgumentParser
import Foundation
import FractalCore

/// Where the password of a secret key comes from: a file, or else the terminal.
struct PasswordOptions: ParsableArguments {
  @Option(help: "A file whose first line is the password of the secret key (default: it is asked for).")
  var passwordFile: String?

  /// A password for a new key, asked for twice.
  func new() throws(CommandError) -> String {
    let first: String
    if let passwordFile { first = try read(passwordFile) } else { first = try ask("Password for the new key: ") }
    guard !first.isEmpty else {
      throw CommandError(.outOfRange, "the password is empty: give one, or use --no-password")
    }
    if passwordFile != nil { return first }
    guard try ask("The same again: ") == first else {
      throw CommandError(.outOfRange, "the two passwords differ: run the command again")
    }
    return first
  }

  /// The password of a key that is there.
  func existing(_ path: String) throws(CommandError) -> String {
    if let passwordFile { return try read(passwordFile) }
    return try ask("Password of \(path): ")
  }

  private func read(_ path: String) throws(CommandError) -> String {
    guard let text = String(validating: try KeyFile.read(path), as: UTF8.self) else {
      throw CommandError(.outOfRange, "\(path) holds no text that could be a password")
    }
    // "\r\n" is one character, and a line end.
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }

  /// Asks on the terminal without showing what is typed.
  private func ask(_ prompt: String) throws(CommandError) -> String {
    guard let terminal = fopen("/dev/tty", "r+") else {
      throw CommandError(.outOfRange, "there is no terminal to ask for the password: give --password-file")
    }
    defer { fclose(terminal) }
    var shown = termios()
    tcgetattr(fileno(terminal), &shown)
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(fileno(terminal), TCSAFLUSH, &hidden)
    defer { tcsetattr(fileno(terminal), TCSAFLUSH, &shown) }
    fputs(prompt, terminal)
    fflush(terminal)
    var line = [CChar](repeating: 0, count: 1024)
    let got = fgets(&line, Int32(line.count), terminal) != nil
    fputs("\n", terminal)
    guard got else { throw CommandError(.outOfRange, "no password was given") }
    return String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
