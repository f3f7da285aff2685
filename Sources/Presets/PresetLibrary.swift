internal import Foundation
public import FractalCore
internal import IFS
public import IPMix
internal import PresetFiles
internal import StoreReader
internal import SystemIO

/// All presets that Fernery knows: those built in, by name, and any file, by path.
public enum PresetLibrary {
  /// The names of the built-in presets of a kind.
  public static func names(_ kind: PresetKind) -> [String] { builtIn(kind).map(\.name) }

  /// The text of a built-in preset.
  ///
  /// - Throws: ``PresetError`` if there is none of this name.
  public static func text(_ kind: PresetKind, named name: String) throws(PresetError) -> String {
    guard let preset = builtIn(kind).first(where: { $0.name == name }) else { throw unknown(kind, name) }
    return String(decoding: preset.text, as: UTF8.self)
  }

  /// The text of a built-in preset, or of the file at a path, for those who keep it.
  ///
  /// - Throws: ``PresetError`` if there is none of this name, or the file cannot be read.
  public static func text(_ kind: PresetKind, of nameOrPath: String) throws(PresetError) -> String {
    if names(kind).contains(nameOrPath) { return try text(kind, named: nameOrPath) }
    return try contents(nameOrPath, kind: kind)
  }

  /// The set to generate that a name or a path names.
  ///
  /// - Throws: ``PresetError``, with the line of a file that is wrong.
  public static func generation(_ nameOrPath: String) throws(PresetError) -> GenerationPreset {
    try GenerationPreset(mapping(.generation, nameOrPath))
  }

  /// The named classic that a name or a path names.
  ///
  /// - Throws: ``PresetError``, with the line of a file that is wrong.
  public static func system(_ nameOrPath: String) throws(PresetError) -> SystemPreset {
    try SystemPreset(mapping(.system, nameOrPath))
  }

  /// The fractal that a name or a path names: a named classic, a file of one, or a genome's file (``GenomeFile``).
  ///
  /// - Parameters:
  ///   - nameOrPath: the name of a classic, or the path of a YAML or JSON file.
  ///   - index: which genome of a file that holds several, a line each; nil for a name, or a file of one.
  /// - Throws: ``PresetError``, with the line of a file that is wrong.
  public static func fractal(_ nameOrPath: String, index: Int? = nil) throws(PresetError) -> Fractal {
    let isBuiltIn = names(.system).contains(nameOrPath)
    var text = try text(.system, of: nameOrPath)
    if let lines = isBuiltIn ? nil : genomeLines(text, index) {
      guard let index else {
        throw PresetError(
          .content, "\(nameOrPath) holds \(lines.count) genomes: choose one with --id 0 to --id \(lines.count - 1)")
      }
      guard lines.indices.contains(index) else {
        throw PresetError(
          .content, "\(nameOrPath) has no genome \(index): it holds \(lines.count), from 0 to \(lines.count - 1)")
      }
      text = String(lines[index])
    } else if index != nil {
      throw PresetError(.content, "\(nameOrPath) is one system: leave out --id")
    }
    let yaml = try YAMLMapping(text: text, file: isBuiltIn ? "\(nameOrPath).yaml" : nameOrPath)
    guard yaml.has("family"), !yaml.has("kind") else {
      let preset = try SystemPreset(yaml)
      return Fractal(
        name: preset.name, title: preset.title, source: preset.source,
        genome: GenomeFile(genome: .affine(preset.system)))
    }
    let file = URL(filePath: nameOrPath).deletingPathExtension().lastPathComponent
    let name = index.map { "\(file)-\($0)" } ?? file
    return Fractal(name: name, title: name, source: nameOrPath, genome: try GenomeFile(yaml))
  }

  /// The mixing recipe that a name or a path names.
  ///
  /// - Throws: ``PresetError``, with the line of a file that is wrong.
  public static func mixing(_ nameOrPath: String) throws(PresetError) -> Recipe {
    try Recipe(mapping(.mixing, nameOrPath))
  }

  /// Checks the file at a path, of whatever kind it says it is; gives the kind and the preset's description.
  ///
  /// - Throws: ``PresetError``, with the line of a file that is wrong.
  public static func check(file path: String) throws(PresetError) -> (kind: PresetKind, description: String) {
    let yaml = try YAMLMapping(text: contents(path, kind: nil), file: path)
    let kind = PresetKind(rawValue: try yaml.choice("kind", of: PresetKind.allCases.map(\.rawValue)))!
    switch kind {
    case .generation: return (kind, try GenerationPreset(yaml).description)
    case .mixing: return (kind, try Recipe(yaml).description)
    case .system: return (kind, try SystemPreset(yaml).description)
    }
  }

  /// The lines of a file of genomes as `fernery sample` prints them; nil for a file of one, unless one is asked for.
  private static func genomeLines(_ text: String, _ index: Int?) -> [Substring]? {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.allSatisfy({ $0.hasPrefix("{") && $0.hasSuffix("}") }), lines.count > 1 || index != nil else {
      return nil
    }
    return lines
  }

  private static func builtIn(_ kind: PresetKind) -> [(name: String, text: [UInt8])] {
    switch kind {
    case .generation: PresetFiles.generation
    case .mixing: PresetFiles.mixing
    case .system: PresetFiles.systems
    }
  }

  private static func mapping(_ kind: PresetKind, _ nameOrPath: String) throws(PresetError) -> YAMLMapping {
    if let preset = builtIn(kind).first(where: { $0.name == nameOrPath }) {
      return try YAMLMapping(text: String(decoding: preset.text, as: UTF8.self), file: "\(nameOrPath).yaml")
    }
    return try YAMLMapping(text: contents(nameOrPath, kind: kind), file: nameOrPath)
  }

  /// The longest file that is read: a preset has less (``YAMLBounds``), a list of genomes a line each.
  private static let longestFile = 1 << 20

  /// The text of a file; what looks like a name gets an error about names.
  private static func contents(_ path: String, kind: PresetKind?) throws(PresetError) -> String {
    let looksLikePath = path.contains("/") || path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    let bytes: [UInt8]
    do throws(SystemFailure) {
      bytes = try FileDescriptor.contents(of: path, limit: longestFile)
    } catch {
      if let kind, !looksLikePath, error.isMissing || error.isFolder { throw unknown(kind, path) }
      throw unreadable(path, error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw PresetError(.syntax, "\(path) is no UTF-8 text; a preset is a YAML file")
    }
    return text
  }

  private static func unreadable(_ path: String, _ failure: SystemFailure) -> PresetError {
    if failure.isFolder { return PresetError(.notFound, "\(path) is a folder; a preset is a YAML file") }
    if failure.isNotRegular { return PresetError(.notFound, "\(path) is a pipe or a device; a preset is a YAML file") }
    if failure.isTooLarge {
      return PresetError(.excessive, "\(path) has more than \(longestFile >> 20) MiB: it is no preset")
    }
    return PresetError(failure, reading: path)
  }

  private static func unknown(_ kind: PresetKind, _ name: String) -> PresetError {
    let what =
      switch kind {
      case .generation: "generation preset"
      case .mixing: "mixing recipe"
      case .system: "named system"
      }
    return PresetError(
      .unknownPreset,
      "there is no \(what) `\(name)`; there are \(names(kind).joined(separator: ", ")), or give a path to a YAML file")
  }
}
