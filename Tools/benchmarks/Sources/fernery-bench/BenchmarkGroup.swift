import ArgumentParser

/// What can be measured; Tools/bench names the same groups in its help.
enum BenchmarkGroup: String, CaseIterable, ExpressibleByArgument {
  case kernel, render, quality, generate, generator, cores, store, ipmix, quickstart

  /// The group's rows.
  ///
  /// A new group is a case, a line here, a file in Groups, and its name in Tools/bench.
  func measure(_ effort: Effort, in folder: TemporaryFolder, root: String, peersPython: String?) throws -> [Row] {
    switch self {
    case .kernel: try KernelGroup(effort: effort).rows()
    case .render: try RenderGroup(effort: effort).rows()
    case .quality: try QualityGroup(effort: effort).rows()
    case .generate: try GenerateGroup(effort: effort, folder: folder).rows()
    case .generator:
      try GeneratorGroup(effort: effort, folder: folder, root: root, peersPython: peersPython).rows()
    case .cores: try CoresGroup(effort: effort, folder: folder).rows()
    case .store: try StoreGroup(effort: effort, folder: folder).rows()
    case .ipmix: try MixingGroup(effort: effort).rows()
    case .quickstart: try QuickStartGroup(effort: effort, folder: folder, root: root).rows()
    }
  }
}
