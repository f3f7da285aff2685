internal import CLibrary

extension FileDescriptor {
  /// Opens a file of this user's, which is made where it is missing, and locks it (flock) until it is closed.
  ///
  /// - Parameter isShared: whether only those are kept out who do not share the lock.
  /// - Throws: ``SystemFailure``, for which ``SystemFailure/isLocked`` holds where another process has the lock.
  package static func locking(own path: String, isShared: Bool = false) throws(SystemFailure) -> FileDescriptor {
    // Its last holder may have removed the file before it gave the lock up; nobody does that time and again.
    for _ in 0..<100 {
      let file = try FileDescriptor(own: path)
      try file.tryLock(isShared: isShared)
      if file.isNamed(by: path) { return file }
    }
    throw SystemFailure(code: EWOULDBLOCK)
  }

  /// Locks the file until it is closed, or fails at once where another process has it locked.
  package func tryLock(isShared: Bool = false) throws(SystemFailure) {
    try SystemFailure.check { flock(number, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) }
  }

  /// Gives the lock up, also for processes that were forked meanwhile.
  package func unlock() { flock(number, LOCK_UN) }

  /// Waits until no other process has the file locked, and locks it until it is closed.
  package func lock() throws(SystemFailure) {
    try SystemFailure.check { flock(number, LOCK_EX) }
  }
}
