import Foundation
import FractalCore
import FractalPack

/// Files of keys, and what opens them.
enum KeyFile {
  /// The most bytes that a file of a key or a password has.
  static let longest = 4096

  /// Writes a new file that only those may read whom the mode lets.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(CommandError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else {
      let code: CommandErrorCode = errno == EEXIST ? .alreadyExists : errno == EACCES ? .forbidden : .cannotCreate
      throw CommandError(code, "\(path) cannot be made: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    guard Foundation.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      let cause = String(cString: strerror(errno))
      // Half a key would be in the way of the next try.
      unlink(path)
      throw CommandError(.writeFailed, "\(path) cannot be written: \(cause)")
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
