internal import CKernels

/// How this thread's processor rounds, which a program that uses Fernery may have changed.
///
/// Pixels are computed with rounding to nearest and with denormals: under another rounding, or with denormals flushed
/// to zero as
/// audio programs and some training frameworks set it, pictures would be others. So the functions that make them begin with
///
/// ```swift
/// let before = FloatState.enter()
/// defer { before.restore() }
/// ```
public struct FloatState: Sendable {
  private let state: UInt64

  /// Sets the usual state, which threads that are started meanwhile have too.
  ///
  /// - Returns: the caller's.
  public static func enter() -> FloatState { FloatState(state: ck_float_state_enter()) }

  /// Puts this state back.
  public func restore() { ck_float_state_leave(state) }
}
