internal import ContentHashing
public import FractalCore
internal import FractalRendering
internal import IFS

extension SearchPlan {
  /// The digest of everything that the plan fixes, and of how this version of the code judges.
  ///
  /// Also plans that are not valid have one.
  public var hash: SHA256Digest {
    var writer = CanonicalWriter()
    writer.write(contentsOf: Array("fernery search plan 4".utf8))
    writer.write(AssetSpec.currentRendererVersion)
    writer.write(contentsOf: SearchFingerprint.bytes)
    writer.write(seed)
    writer.write(numbers: [pool, shape.height, shape.width, shape.channels])
    writer.write(samplesPerPixel)
    writer.write(numbers: [genomes.count])
    for share in genomes {
      writer.write(numbers: [share.weight])
      share.law.write(to: &writer)
    }
    for colouring in [colouring, flameColouring] { colouring.write(to: &writer) }
    for gates in [gates, flameGates] + genomes.map({ $0.gates ?? gates(of: $0.law.family) }) {
      writer.write(numbers: [gates.minimumExtent] + gates.shares.flatMap(\.values))
    }
    writer.write(numbers: [background.black, background.solid, background.gradient, background.noise])
    writer.write(bounds: [framing.zoom, framing.rotation])
    writer.write(drawing.rawValue)
    writer.write(numbers: [method.kept ?? 0, method.islandCount])
    writer.write(numbers: [leastDistance ?? -1])
    writer.write(UInt8(keepsMirrored ? 1 : 0))
    return SHA256Digest(sha256Of: writer.bytes)
  }
}

extension GenomeLaw {
  fileprivate func write(to writer: inout CanonicalWriter) {
    writer.write(contentsOf: Array(name.utf8))
    switch self {
    case .andersonFarrell(let law): writer.write(bounds: [law.mapCount])
    case .wide(let law):
      writer.write(bounds: [law.mapCount])
      writer.write(numbers: [law.symmetry, law.finalMap])
    case .flame(let law):
      writer.write(bounds: [law.mapCount, law.variationCount])
      writer.write(numbers: [law.symmetry, law.finalMap, law.postMap, law.xaos])
    case .fractalDB(let law):
      writer.write(bounds: [law.mapCount])
      writer.write(numbers: [law.instances])
      writer.write(numbers: [law.fill])
    case .escapeTime(let law):
      writer.write(bounds: [law.powers, law.zooms])
      writer.write(numbers: [law.iterations, law.grid, law.traps.count])
      for trap in law.traps { writer.write(trap.number) }
      writer.write(numbers: [law.julia])
    }
  }
}

extension ColouringLaw {
  fileprivate func write(to writer: inout CanonicalWriter) {
    writer.write(numbers: [density, coordinate, trap, flat])
    writer.write(bounds: [exposure, gamma, vibrancy, highlights])
    writer.write(numbers: palettes.weights)
    writer.write(UInt8(smoothing ? 1 : 0))
  }
}

extension CanonicalWriter {
  fileprivate mutating func write(numbers: [Int]) {
    for number in numbers { write(Int64(number)) }
  }

  fileprivate mutating func write(numbers: [Double]) {
    for number in numbers { write(number.bitPattern) }
  }

  fileprivate mutating func write(bounds ranges: [ClosedRange<Int>]) {
    write(numbers: ranges.flatMap { [$0.lowerBound, $0.upperBound] })
  }

  fileprivate mutating func write(bounds ranges: [ClosedRange<Double>]) {
    write(numbers: ranges.flatMap { [$0.lowerBound, $0.upperBound] })
  }
}
