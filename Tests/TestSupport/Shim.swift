internal import Foundation

/// A library in C that a test loads into a process (LD_PRELOAD), made from its source beside the tests.
public enum Shim {
  /// Compiles a source beneath `Tests`; nil where there is no C compiler.
  public static func compile(_ source: String, in directory: TemporaryDirectory) throws -> String? {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let shim = directory.path(URL(filePath: source).deletingPathExtension().lastPathComponent + ".so")
    for compiler in ["/usr/bin/cc", "/usr/bin/clang", "/usr/bin/gcc"]
    where FileManager.default.isExecutableFile(atPath: compiler) {
      let process = try Process.run(
        URL(filePath: compiler),
        arguments: ["-shared", "-fPIC", "-O1", "-o", shim, tests.appending(path: source).path, "-ldl", "-lpthread"])
      process.waitUntilExit()
      return process.terminationStatus == 0 ? shim : nil
    }
    return nil
  }
}
