internal import CSystem

/// How a process deals with memory; for programs to choose, never for a library.
public enum Memory {
  /// Keeps up to 256 MiB of freed memory for later: batches of pictures come and go, and fresh pages cost more than copies.
  public static func keepFreed() { csystem_keep_freed_memory() }
}
