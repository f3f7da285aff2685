public import ArgumentParser
public import FractalCore
internal import SystemIO

/// How a command tells what it does.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the result as JSON on stdout, and nothing else.")
  var json = false

  @Flag(name: [.short, .long], help: "Show no progress.")
  var quiet = false

  /// How progress is shown.
  var progressStyle: ProgressReporter.Style { .automatic(quiet: quiet, json: json) }

  /// Prints a line for people, unless JSON was asked for.
  func say(_ line: String) {
    if !json { print(line) }
  }
}

/// How much of the machine a command uses.
struct WorkOptions: ParsableArguments {
  @Option(
    name: [.short, .long], parsing: .unconditional, help: "Threads to work with: 1 to 1024 (default: all processors).")
  var threads: Int?

  @Option(help: .private)
  var instructionSet: InstructionSet?

  /// The number of threads to use.
  func threadCount() throws(CommandError) -> Int {
    guard let threads else { return Parallel.processorCount }
    try require(threads, in: 1...1024, option: "--threads")
    return threads
  }

  /// The instruction set to use: the best, unless a test forces one.
  func level() throws(CommandError) -> InstructionSet {
    guard let instructionSet else { return .best }
    guard InstructionSet.supported.contains(instructionSet) else {
      throw CommandError(.outOfRange, "this processor cannot run --instruction-set \(instructionSet.rawValue)")
    }
    return instructionSet
  }
}

extension InstructionSet: ExpressibleByArgument {}

/// A size as written on the command line: `128`, or `96x128` for height and width.
struct SizeArgument: ExpressibleByArgument, Equatable {
  let height: Int
  let width: Int

  init?(argument: String) {
    let sides = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard let height = sides[0], sides.count <= 2, let width = sides[sides.count - 1] else { return nil }
    (self.height, self.width) = (height, width)
  }

  /// The size as it is written on the command line.
  var defaultValueDescription: String { height == width ? "\(height)" : "\(height)x\(width)" }

  /// Checks both sides.
  func validate(in range: ClosedRange<Int> = PixelShape.assetSides) throws(CommandError) {
    for side in [height, width] { try require(side, in: range, option: "--size") }
  }
}
