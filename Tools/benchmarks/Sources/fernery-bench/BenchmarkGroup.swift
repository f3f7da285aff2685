import ArgumentParser

/// What can be measured; Tools/bench names the same groups in its help.
enum BenchmarkGroup: String, CaseIterable, ExpressibleByArgument {
  case kernel, render, quality, generate, generator, cores, store, pack, ipmix, plugin, quickstart, search, diversity,
    reliability

  /// What is measured where no group is named: all that takes minutes, not the proofs and the judges.
  static let usual = allCases.filter { $0 != .reliability && $0 != .diversity }

  /// Measures the group and gives its rows, each part of it as soon as it is measured.
  ///
  /// A new group is a case, a line here, a file in Groups, and its name in Tools/bench.
  func measure(
    _ effort: Effort, in folder: TemporaryFolder, root: String, python: Pythons, report: ([Row]) -> Void
  ) throws {
    func peer(_ name: String, _ python: String?) -> PythonPeer? {
      python.map { PythonPeer(python: $0, root: root, name: name) }
    }
    switch self {
    case .kernel: report(try KernelGroup(effort: effort).rows())
    case .render: report(try RenderGroup(effort: effort).rows())
    case .quality: report(try QualityGroup(effort: effort).rows())
    case .generate: report(try GenerateGroup(effort: effort, folder: folder).rows())
    case .generator:
      report(try GeneratorGroup(effort: effort, folder: folder, peer: peer("generator", python.peers)).rows())
    case .cores: report(try CoresGroup(effort: effort, folder: folder).rows())
    case .store: try StoreGroup(effort: effort, folder: folder, peer: peer("store", python.peers)).measure(report)
    case .pack: report(try PackGroup(effort: effort, folder: folder).rows())
    case .ipmix: report(try MixingGroup(effort: effort, folder: folder, peer: peer("ipmix", python.peers)).rows())
    case .plugin: try PluginGroup(effort: effort, folder: folder, peer: peer("plugin", python.package)).measure(report)
    case .quickstart: report(try QuickStartGroup(effort: effort, folder: folder, root: root).rows())
    case .search: report(try SearchGroup(effort: effort).rows())
    case .diversity:
      report(try DiversityGroup(effort: effort, folder: folder, peer: peer("diversity", python.peers)).rows())
    case .reliability: report(try ReliabilityGroup(effort: effort, root: root).rows())
    }
  }
}

/// The interpreters that Tools/bench has prepared; nil where it could not.
struct Pythons {
  /// One with what the peers need.
  var peers: String?
  /// One with PyTorch and the package fernery.
  var package: String?
}
