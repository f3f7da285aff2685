import Foundation
import TestSupport
import Testing

/// A run of the built `fernery` as its users have it: a process with arguments, two streams and an exit status.
final class FerneryProcess: Sendable {
  /// How a run ended.
  enum Ending: Equatable, CustomStringConvertible {
    case exit(Int32)
    case signal(Int32)

    var description: String {
      switch self {
      case .exit(let code): "exit \(code)"
      case .signal(let number): "signal \(number)"
      }
    }
  }

  /// What a run left.
  struct Result {
    let ending: Ending
    let stdout: String
    let stderr: String

    /// The exit code; -1 for a process that a signal ended.
    var code: Int32 { if case .exit(let code) = ending { code } else { -1 } }

    /// What stdout holds, as JSON.
    func json() throws -> JSON { try JSON(stdout) }
  }

  let pid: pid_t
  private let streams: TemporaryDirectory

  /// Starts `fernery` with arguments in a folder; its streams go to files, so that nobody waits for a reader.
  ///
  /// - Parameter command: another program to run, such as `setpriv`, which is given `fernery` among its arguments.
  init(_ arguments: [String], in folder: String, command: [String] = []) throws {
    let streams = try TemporaryDirectory()
    self.streams = streams
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    for (number, name) in [(STDOUT_FILENO, "stdout"), (STDERR_FILENO, "stderr")] {
      posix_spawn_file_actions_addopen(&actions, number, streams.path(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    // Dispatch blocks signals on its threads, and a shell may have had them ignored: a child begins without either.
    var none = sigset_t()
    sigemptyset(&none)
    var usual = sigset_t()
    sigemptyset(&usual)
    for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&usual, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

    // `env` becomes what it starts, so the process id is fernery's own.
    let words = ["/usr/bin/env", "-C", folder] + command + [Self.executable] + arguments
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, words[0], &actions, &attributes, &pointers, environ)
    try #require(code == 0, "\(words[0]) does not start: \(String(cString: strerror(code)))")
    self.pid = pid
  }

  /// Sends a signal.
  func send(_ number: Int32) { kill(pid, number) }

  /// Waits until the process catches SIGINT, which it does from before its search on, or has ended.
  ///
  /// Elsewhere than on Linux it cannot be asked, and a moment must do.
  func waitUntilItListens() {
    #if os(Linux)
      while !hasEnded {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let caught = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
        if let caught, let signals = UInt64(caught, radix: 16), signals >> (SIGINT - 1) & 1 == 1 { return }
        usleep(2_000)
      }
    #else
      usleep(500_000)
    #endif
  }

  /// Whether the process has ended; it can be waited for still.
  var hasEnded: Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
  }

  /// Waits for the end; once only.
  func wait() throws -> Result {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      try #require(errno == EINTR, "no such process any more")
    }
    let signal = status & 0x7F
    func text(_ name: String) throws -> String { try String(contentsOfFile: streams.path(name), encoding: .utf8) }
    return Result(
      ending: signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal), stdout: try text("stdout"),
      stderr: try text("stderr"))
  }

  /// The program that was built together with this test.
  static let executable: String = {
    if let path = ProcessInfo.processInfo.environment["FERNERY"] { return path }
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let products = (bundle ?? Bundle.main.executableURL ?? URL(filePath: "/")).deletingLastPathComponent()
    return products.appending(path: "fernery").path
  }()
}

/// Runs `fernery` to its end in a folder.
@discardableResult
func fernery(_ arguments: String..., in folder: TemporaryDirectory, command: [String] = []) throws
  -> FerneryProcess.Result
{
  try fernery(arguments, in: folder, command: command)
}

/// Runs `fernery` to its end in a folder.
@discardableResult
func fernery(_ arguments: [String], in folder: TemporaryDirectory, command: [String] = []) throws
  -> FerneryProcess.Result
{
  try FerneryProcess(arguments, in: folder.url.path, command: command).wait()
}
