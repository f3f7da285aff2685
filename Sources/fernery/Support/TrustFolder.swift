import Foundation
import FractalCore

/// The folder in which trusted keys are remembered.
enum TrustFolder {
  /// The folder that was given, or else the one that the environment or the list of users names.
  ///
  /// - Parameters:
  ///   - given: what an option says.
  ///   - environment: `FERNERY_CONFIG_HOME`, `XDG_CONFIG_HOME` and `HOME`, in this order.
  ///   - home: the user's home folder in the system's list of users, for services without `HOME`.
  /// - Throws: ``CommandError`` where nothing names one: without memory no other key and no older version is noticed.
  static func path(
    _ given: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
    home: () -> String? = listedHome
  ) throws(CommandError) -> String {
    if let given, !given.isEmpty { return given }
    if let path = environment["FERNERY_CONFIG_HOME"], !path.isEmpty { return path }
    // The XDG Base Directory Specification: a relative path is to be ignored.
    if let path = environment["XDG_CONFIG_HOME"], path.hasPrefix("/") { return "\(path)/fernery" }
    if let path = [environment["HOME"], home()].compactMap({ $0 }).first(where: { $0.hasPrefix("/") }) {
      return "\(path == "/" ? "" : path)/.config/fernery"
    }
    throw CommandError(
      .unconfigured, "there is no home folder to remember trusted keys in: set HOME, or give --trust-folder")
  }

  private static func listedHome() -> String? {
    getpwuid(geteuid()).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) }
  }
}
