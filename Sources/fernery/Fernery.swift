import ArgumentParser

@main
struct Fernery: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "fernery")
}
