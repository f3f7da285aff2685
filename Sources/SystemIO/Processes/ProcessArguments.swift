internal import CSystem

/// The words that a program is started with.
package enum ProcessArguments {
  /// All of them with the program's name first, as bytes that need not be UTF-8; nil where the system does not say.
  package static var bytes: [[UInt8]]? {
    let count = csystem_argument_count()
    guard count > 0 else { return nil }
    return (0..<count).map { index in
      let text = csystem_argument(index)!
      var length = 0
      while text[length] != 0 { length += 1 }
      return (0..<length).map { UInt8(bitPattern: text[$0]) }
    }
  }
}
