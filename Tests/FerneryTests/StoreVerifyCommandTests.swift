#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// The commands `store verify` and `store repair` as a shell sees them.
  @Suite struct StoreVerifyCommandTests {
    private struct Ending {
      var code: Int32
      var output: String
      var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] ?? [:]
      }
    }

    private func fernery(_ arguments: String...) throws -> Ending { try fernery(arguments) }

    private func fernery(_ arguments: [String]) throws -> Ending {
      let test = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      let process = Process()
      process.executableURL = URL(filePath: test).deletingLastPathComponent().appending(path: "fernery")
      process.arguments = arguments
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return Ending(code: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }

    @Test func damageEndsWith65UntilItIsRepaired() throws {
      let directory = try TemporaryDirectory()
      let store = directory.path("s.fernery")
      let made = try fernery(
        "generate", "demo", "--size", "16", "--count", "6", "--pool", "30", "--store", store, "--json")
      #expect(made.code == 0)
      let root = try #require(made.json["root"] as? String)
      let sound = try fernery("store", "verify", store)
      #expect(sound.code == 0 && sound.output.contains("is sound") && sound.output.contains(root))
      #expect(try fernery("store", "verify", store, "--quick").code == 0)
      #expect(try fernery("store", "repair", store).output.contains("nothing to repair"))

      var data = try Data(contentsOf: URL(filePath: store + "/assets.mdb"))
      for place in 8192..<8192 + 3000 { data[place] ^= 0x55 }
      data.removeLast(4096)
      try data.write(to: URL(filePath: store + "/assets.mdb"))
      let damaged = try fernery("store", "verify", store)
      #expect(damaged.code == 65 && damaged.output.contains("fernery store repair"))
      let told = try fernery("store", "verify", store, "--json")
      #expect(told.code == 65 && told.json["sound"] as? Bool == false)
      #expect((told.json["damage"] as? [Any])?.isEmpty == false)

      let repaired = try fernery("store", "repair", store, "--json")
      let missing = repaired.json["missingSpecifications"] as? [Int] ?? []
      if !missing.isEmpty {
        #expect(repaired.code == 65)
        let other = directory.path("other.fernery")
        _ = try fernery("generate", "demo", "--size", "16", "--count", "6", "--pool", "30", "--store", other)
        #expect(try fernery("store", "repair", store, "--catalog", other, "--licence", "CC0-1.0").code == 0)
      } else {
        #expect(repaired.code == 0 && repaired.json["root"] as? String == root)
      }
      let after = try fernery("store", "verify", store, "--json")
      #expect(after.code == 0 && after.json["root"] as? String == root)
    }

    @Test func aDamagedViewIsNamedWithTheCommandThatMendsIt() throws {
      let directory = try TemporaryDirectory()
      let store = directory.path("s.fernery")
      _ = try fernery("generate", "demo", "--size", "16", "--count", "6", "--pool", "30", "--store", store)
      _ = try fernery("store", "view", store, "--size", "12")
      try Data("mine".utf8).write(to: URL(filePath: store + "/view-12.mdb"))
      let told = try fernery("store", "verify", store)
      #expect(told.code == 65 && told.output.contains("`fernery store view \(store) --size 12`"))
      let json = try fernery("store", "verify", store, "--json").json
      #expect(json["damagedViews"] as? [Int] == [12] && json["storeSound"] as? Bool == true)
      #expect(json["sound"] as? Bool == false)
      #expect(try fernery("store", "view", store, "--size", "12").code == 0)
      #expect(try fernery("store", "verify", store).code == 0)
      try Data("mine".utf8).write(to: URL(filePath: store + "/view-12.mdb"))
      let repaired = try fernery("store", "repair", store, "--json")
      #expect(repaired.code == 0 && repaired.json["remadeViews"] as? [Int] == [12])
      #expect(repaired.json["wasSound"] as? Bool == true)
    }

    @Test func lostSpecificationsComeFromACatalogsFileAsWell() throws {
      let directory = try TemporaryDirectory()
      let (store, catalog) = (directory.path("s.fernery"), directory.path("c.catalog"))
      let plan = ["demo", "--size", "16", "--count", "6", "--pool", "30"]
      _ = try fernery(["generate"] + plan + ["--store", store])
      _ = try fernery(["search"] + plan + ["--out", catalog])
      // All pages but the two of LMDB's header are gone, and with them every specification and record.
      var data = try Data(contentsOf: URL(filePath: store + "/assets.mdb"))
      for place in 8192..<data.count { data[place] = 0x55 }
      try data.write(to: URL(filePath: store + "/assets.mdb"))
      #expect(try fernery("store", "repair", store).code == 65)
      #expect(try fernery("store", "repair", store, "--catalog", store + "/seal.json").code == 65)
      #expect(try fernery("store", "repair", store, "--catalog", directory.path("none")).code == 66)
      #expect(try fernery("store", "repair", store, "--catalog", catalog).code == 0)
      #expect(try fernery("store", "verify", store).code == 0)
    }

    @Test func whatIsNotThereIsSaid() throws {
      let directory = try TemporaryDirectory()
      #expect(try fernery("store", "verify", directory.path("none")).code == 66)
      #expect(try fernery("store", "repair", directory.path("none")).code == 66)
      #expect(try fernery("store", "verify", directory.url.path).code == 65)
      #expect(try fernery("store", "verify", "--help").output.contains("EXAMPLES"))
    }
  }
#endif
