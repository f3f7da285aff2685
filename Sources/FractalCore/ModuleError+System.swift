package import SystemIO

extension SystemFailure {
  /// The failure as the cause of a module's error.
  package var cause: UnderlyingCause { UnderlyingCause(domain: "errno", code: code, text: text) }
}
