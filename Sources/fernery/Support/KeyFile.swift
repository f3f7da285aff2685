import FractalCore
import FractalPack
import SystemIO

/// Files of keys, and what opens them.
enum KeyFile {
  /// The most bytes that a file of a key or a password has.
  static let longest = 4096

  /// Writes a new file that only those may read whom the mode lets.
  static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(CommandError) {
    do throws(SystemFailure) { try WholeFile.create(path, mode: mode, with: bytes) } catch {
      guard !error.isTaken else { throw CommandError(.alreadyExists, "\(path) exists already: choose another name") }
      throw CommandError(error, writing: path)
    }
  }

  /// A public key: the path of its file, or the key itself as base64.
  static func publicKey(_ text: String) throws -> MinisignPublicKey {
    if let key = MinisignPublicKey(base64: text) { return key }
    return try MinisignPublicKey(file: InputFile.read(text, limit: longest, as: "a key"), name: text)
  }

  /// A secret key; its password is asked for where it has one.
  static func secretKey(_ path: String, _ password: PasswordOptions) throws -> MinisignSecretKey {
    let bytes = try InputFile.read(path, limit: longest, as: "a key")
    let text = MinisignSecretKey.needsPassword(file: bytes) == true ? try password.existing(path) : nil
    return try MinisignSecretKey(file: bytes, name: path, password: text)
  }
}
