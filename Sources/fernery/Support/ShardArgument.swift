import ArgumentParser
import Foundation
import FractalCore
import StoreWriter

/// Which part of a catalog to render: `2/8`, or `slurm` or `k8s` for what the scheduler says.
enum ShardArgument: ExpressibleByArgument, Equatable {
  case part(number: Int, of: Int)
  case slurm, kubernetes

  init?(argument: String) {
    switch argument.lowercased() {
    case "slurm": self = .slurm
    case "k8s": self = .kubernetes
    default:
      let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.count == 2, let number = numbers[0], let count = numbers[1] else { return nil }
      self = .part(number: number, of: count)
    }
  }

  /// The part, by the environment where the scheduler tells it.
  func shard(environment: [String: String] = ProcessInfo.processInfo.environment) throws(CommandError) -> Shard {
    switch self {
    case .part(let number, let count):
      guard let shard = Shard(index: number - 1, of: count) else {
        throw CommandError(.outOfRange, "--shard is \(number)/\(count); write 1/\(max(1, count)) for the first part")
      }
      return shard
    case .slurm:
      let index = try Self.number("SLURM_ARRAY_TASK_ID", "--shard slurm", environment)
      let count = try Self.number("SLURM_ARRAY_TASK_COUNT", "--shard slurm", environment)
      // An array may begin anywhere, as in --array=1-8; steps leave holes, which the range below shows.
      let first = environment["SLURM_ARRAY_TASK_MIN"].flatMap { Int($0) } ?? 0
      return try Self.shard(index - first, count, "SLURM's array has holes or begins elsewhere: use --array=0-(N-1)")
    case .kubernetes:
      let index = try Self.number("JOB_COMPLETION_INDEX", "--shard k8s", environment)
      let count = try Self.number("JOB_COMPLETIONS", "--shard k8s", environment)
      return try Self.shard(index, count, "JOB_COMPLETION_INDEX must be below JOB_COMPLETIONS")
    }
  }

  private static func shard(_ index: Int, _ count: Int, _ advice: String) throws(CommandError) -> Shard {
    guard let shard = Shard(index: index, of: count) else {
      throw CommandError(.outOfRange, "there is no part \(index) of \(count): \(advice)")
    }
    return shard
  }

  private static func number(
    _ name: String, _ option: String, _ environment: [String: String]
  ) throws(CommandError) -> Int {
    guard let text = environment[name], let number = Int(text) else {
      throw CommandError(
        .outOfRange,
        "\(option) needs the environment variable \(name) to be a whole number; it is \(environment[name] ?? "not set")"
      )
    }
    return number
  }
}
