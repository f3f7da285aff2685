import ArgumentParser
import FractalCore
import StoreReader

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Look into stores, verify and repair them, make them grow, join them, import pictures.",
    subcommands: [
      StoreInfoCommand.self, StoreListCommand.self, StoreShowCommand.self, StoreExportCommand.self,
      StoreViewCommand.self, StoreGrowCommand.self, StoreMergeCommand.self, StoreUnionCommand.self,
      StoreImportCommand.self, StoreCompactCommand.self, StoreVerifyCommand.self, StoreRepairCommand.self,
      StoreWalkCommand.self,
    ])
}

extension Store {
  /// The record of an asset, as JSON values.
  func readRecord(_ id: Int) throws -> AssetRow { try AssetRow(id: id, json: record(of: id)) }

  /// Checks that an asset with this id is there.
  func require(id: Int) throws(CommandError) {
    try requireAssets()
    guard ids.contains(id) else {
      throw CommandError(
        .outOfRange, "\(path) has no asset \(id); its ids are \(ids.lowerBound) to \(ids.upperBound - 1)")
    }
  }

  /// Checks that there is an asset at all.
  func requireAssets() throws(CommandError) {
    guard count > 0 else {
      throw CommandError(
        .unfinished, "\(path) holds no asset yet: run its generate command again, which goes on")
    }
  }
}
