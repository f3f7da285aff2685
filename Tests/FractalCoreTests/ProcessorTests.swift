internal import SystemIO

#if os(Linux)
  import CSystem
  import FractalCore
  import TestSupport
  import Testing

  /// The processors that a process may use, where control groups limit them.
  @Suite struct ProcessorTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// The limit for a process in `groups`, with these files below the mounts.
    private func limit(_ groups: String, _ files: [String: String]) throws -> Int {
      try folder.write(groups, to: "cgroup")
      for (name, text) in files { try folder.write(text, to: "mounts/\(name)") }
      return Int(csystem_group_limit(folder.path("cgroup"), folder.path("mounts")))
    }

    @Test(arguments: [
      ("max 100000\n", 0), ("200000 100000\n", 2), ("150000 100000\n", 2), ("10000 100000\n", 1), ("50000 50000\n", 1),
      ("", 0), ("garbage", 0), ("-1 100000", 0), ("100000 0", 0),
    ])
    func aQuotaOfVersion2IsRoundedUp(_ text: String, _ expected: Int) throws {
      #expect(try limit("0::/a/b\n", ["a/b/cpu.max": text]) == expected)
    }

    @Test func theLeastOfAllGroupsAboveHolds() throws {
      let files = ["a/b/cpu.max": "max 100000", "a/cpu.max": "300000 100000", "cpu.max": "700000 100000"]
      #expect(try limit("0::/a/b\n", files) == 3)
      #expect(try limit("0::/\n", files) == 7)
      #expect(try limit("0::/../../elsewhere\n", ["cpu.max": "200000 100000"]) == 2)
    }

    @Test func aQuotaOfVersion1IsFoundByItsController() throws {
      let groups = "12:memory:/x\n4:cpu,cpuacct:/docker/1\n1:name=systemd:/y\n0::/z\n"
      let quota = ["cpu.cfs_quota_us": "250000\n", "cpu.cfs_period_us": "100000\n"]
      let files = Dictionary(uniqueKeysWithValues: quota.map { ("cpu,cpuacct/docker/1/\($0)", $1) })
      #expect(try limit(groups, files) == 3)
      #expect(try limit("4:cpu:/docker/1\n", ["cpu/docker/1/cpu.cfs_quota_us": "-1\n"]) == 0)
      #expect(try limit("4:cpuset:/docker/1\n", ["cpuset/docker/1/cpu.cfs_quota_us": "100000"]) == 0)
    }

    @Test func withoutGroupsThereIsNoLimit() throws {
      #expect(csystem_group_limit(folder.path("none"), folder.path("none")) == 0)
      #expect(Parallel.processorCount >= 1)
    }
  }
#endif
