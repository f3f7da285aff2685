internal import CLibrary

/// Numbers of processes.
package enum ProcessID {
  /// The number of this process.
  package static var own: Int32 { getpid() }

  /// Whether a process with this number runs, be it another user's.
  package static func isRunning(_ id: Int32) -> Bool { kill(id, 0) == 0 || errno != ESRCH }
}
