import ArgumentParser
import Foundation
import FractalCore
import FractalPack

struct PackKeygenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Make a key that signs packs: NAME.key to keep, NAME.pub to give away.",
    discussion: """
      The files are minisign's, and minisign's own keys can be used as well. The secret key is encrypted by a password, \
      which is asked for on the terminal or read from --password-file.

      EXAMPLE
        fernery pack keygen team
      """)

  @Argument(help: "The name of the two files, without an extension.")
  var name: String

  @OptionGroup var password: PasswordOptions

  @Flag(help: "Leave the secret key without a password.")
  var noPassword = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      let (secretPath, publicPath) = ("\(name).key", "\(name).pub")
      for path in [secretPath, publicPath] where FileManager.default.fileExists(atPath: path) {
        throw CommandError(
          .alreadyExists, "\(path) exists already, and a lost key cannot be made again: choose another name")
      }
      let secret = MinisignSecretKey()
      let password = noPassword ? nil : try self.password.new()
      try KeyFile.write(secret.file(password: password), to: secretPath, mode: 0o600)
      try KeyFile.write(secret.publicKey.file, to: publicPath, mode: 0o644)
      if json {
        return try JSONOutput.print(
          Summary(secretKey: secretPath, publicKey: publicPath, id: secret.publicKey.name, key: secret.publicKey.base64)
        )
      }
      print(
        """
        \(secretPath)  the secret key\(password == nil ? ", without a password" : ""): keep it, and keep a copy
        \(publicPath)  the public key: give it to those who take your packs
        key \(secret.publicKey.base64)
        """)
    }
  }

  private struct Summary: Encodable {
    var secretKey: String
    var publicKey: String
    var id: String
    var key: String
  }
}
