import ArgumentParser
import Foundation

/// A program in Python that does the same work the usual way, from Tools/benchmarks/peers.
///
/// Tools/bench sees to the interpreter and what is installed for it.
struct PythonPeer {
  /// The interpreter.
  let python: String
  /// The checkout.
  let root: String
  /// The program's name, without its ending.
  let name: String

  /// Runs it and reads what it prints as JSON.
  func run<Answer: Decodable>(_ arguments: [String], as: Answer.Type = Answer.self) throws -> Answer {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["\(root)/Tools/benchmarks/peers/\(name).py"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ValidationError("the peer \(name).py failed") }
    return try JSONDecoder().decode(Answer.self, from: output)
  }
}
