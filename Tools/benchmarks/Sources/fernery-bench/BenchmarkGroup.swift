import ArgumentParser

/// What can be measured; Tools/bench names the same groups in its help.
enum BenchmarkGroup: String, CaseIterable, ExpressibleByArgument {
  case kernel, render, generate, store, pack, ipmix, quickstart

  /// The group's rows.
  ///
  /// A new group is a case, a line here, a file in Groups, and its name in Tools/bench.
  func measure(_ effort: Effort, in folder: TemporaryFolder, root: String) throws -> [Row] {
    switch self {
    case .kernel: try KernelGroup(effort: effort).rows()
    case .render: try RenderGroup(effort: effort).rows()
    case .generate: try GenerateGroup(effort: effort, folder: folder).rows()
    case .store: try StoreGroup(effort: effort, folder: folder).rows()
    case .pack: try PackGroup(effort: effort, folder: folder).rows()
    case .ipmix: try MixingGroup(effort: effort).rows()
    case .quickstart: try QuickStartGroup(effort: effort, folder: folder, root: root).rows()
    }
  }
}
