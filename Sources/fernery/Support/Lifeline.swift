import Foundation

/// A pipe that tells the program that whoever started it has ended.
///
/// The starter names the descriptor of the pipe's reading end in the environment, keeps the writing end, and writes nothing.
/// However the starter ends, the pipe ends with it, and the program then stops as by SIGTERM, which loses nothing that was
/// committed. So no thread of the starter matters, as it would with PR_SET_PDEATHSIG, and no child outlives a Python that
/// was killed.
enum Lifeline {
  /// The environment variable that names the descriptor.
  private static let variable = "FERNERY_LIFELINE"

  /// Watches the pipe, if one is named; processes that this one starts do not inherit it.
  static func watch() {
    guard let text = getenv(variable), let descriptor = Int32(String(cString: text)), descriptor > 2 else { return }
    unsetenv(variable)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    Thread.detachNewThread {
      var byte: UInt8 = 0
      var count = 0
      repeat { count = read(descriptor, &byte, 1) } while count > 0 || (count < 0 && errno == EINTR)
      if count == 0 { kill(getpid(), SIGTERM) }
    }
  }
}
