internal import CLibrary

/// A program that is started, heard line by line, and waited for.
package enum ChildProcess {
  package enum Ending: Sendable, Hashable {
    case exit(Int32)
    case signal(Int32)
  }

  /// Runs a program with its stdout read here and its stderr thrown away; once `isCancelled` gives true, it is killed.
  package static func run(
    _ arguments: [String], isCancelled: () -> Bool, line: ([UInt8]) -> Void
  ) throws(SystemFailure) -> Ending {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .last }
    defer { close(ends[0]) }
    let process: pid_t
    do {
      defer { close(ends[1]) }
      // Nor may another program that is started meanwhile keep the writing end: reading would go on until it ends.
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      process = try start(arguments, output: ends[1])
    }
    var rest: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var isKilled = false
    while true {
      var poll = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
      let ready = waitFor(&poll, 200)
      let failure = errno
      if isCancelled() && !isKilled {
        kill(process, SIGKILL)
        isKilled = true
      }
      if ready < 0 && failure != EINTR { break }
      if ready <= 0 { continue }
      let got = read(ends[0], &chunk, chunk.count)
      if got < 0 && errno == EINTR { continue }
      if got <= 0 { break }
      rest += chunk[..<got]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line(Array(rest[..<end]))
        rest.removeSubrange(...end)
      }
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    // As WIFEXITED and its like have it on every Unix here; they are macros, which Swift does not see.
    return status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
  }

  // The struct has the function's name.
  private static func waitFor(_ descriptor: inout pollfd, _ milliseconds: Int32) -> Int32 {
    poll(&descriptor, 1, milliseconds)
  }

  private static func start(_ arguments: [String], output: Int32) throws(SystemFailure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    if output > STDERR_FILENO { posix_spawn_file_actions_addclose(&actions, output) }
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, arguments[0], &actions, nil, pointers, environ)
    guard status == 0 else { throw SystemFailure(code: status) }
    return process
  }
}
