import ArgumentParser
import FractalCore
import StoreReader

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Look into a store, verify it and repair it.",
    subcommands: [
      StoreInfoCommand.self, StoreListCommand.self, StoreShowCommand.self, StoreExportCommand.self,
      StoreVerifyCommand.self, StoreRepairCommand.self, StoreWalkCommand.self,
    ],
    defaultSubcommand: StoreInfoCommand.self)
}

extension Store {
  /// The record of an asset, as JSON values.
  func readRecord(_ id: Int) throws -> AssetRow { try AssetRow(id: id, json: record(of: id)) }

  /// Checks that an asset with this id is there.
  func require(id: Int) throws(CommandError) {
    guard ids.contains(id) else {
      throw CommandError(
        .outOfRange,
        count == 0
          ? "\(path) holds no asset yet"
          : "\(path) has no asset \(id); its ids are \(ids.lowerBound) to \(ids.upperBound - 1)")
    }
  }
}
