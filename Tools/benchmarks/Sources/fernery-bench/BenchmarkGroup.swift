import ArgumentParser

/// What can be measured; Tools/bench names the same groups in its help.
enum BenchmarkGroup: String, CaseIterable, ExpressibleByArgument {
  case kernel, render, quality, generate, generator, cores, store, pack, ipmix, quickstart, search, diversity, reliability

  /// What is measured where no group is named: all that takes minutes, not the proofs and the judges.
  static let usual = allCases.filter { $0 != .reliability && $0 != .diversity }

  /// The group's rows.
  ///
  /// A new group is a case, a line here, a file in Groups, and its name in Tools/bench.
  func measure(_ effort: Effort, in folder: TemporaryFolder, root: String, python: String?) throws -> [Row] {
    func peer(_ name: String) -> PythonPeer? { python.map { PythonPeer(python: $0, root: root, name: name) } }
    return switch self {
    case .kernel: try KernelGroup(effort: effort).rows()
    case .render: try RenderGroup(effort: effort).rows()
    case .quality: try QualityGroup(effort: effort).rows()
    case .generate: try GenerateGroup(effort: effort, folder: folder).rows()
    case .generator: try GeneratorGroup(effort: effort, folder: folder, peer: peer("generator")).rows()
    case .cores: try CoresGroup(effort: effort, folder: folder).rows()
    case .store: try StoreGroup(effort: effort, folder: folder, peer: peer("store")).rows()
    case .pack: try PackGroup(effort: effort, folder: folder).rows()
    case .ipmix: try MixingGroup(effort: effort, folder: folder, peer: peer("ipmix")).rows()
    case .quickstart: try QuickStartGroup(effort: effort, folder: folder, root: root).rows()
    case .search: try SearchGroup(effort: effort).rows()
    case .diversity: try DiversityGroup(effort: effort, folder: folder, peer: peer("diversity")).rows()
    case .reliability: try ReliabilityGroup(effort: effort, root: root).rows()
    }
  }
}
