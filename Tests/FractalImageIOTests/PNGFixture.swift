import FractalCore
import Testing

/// A PNG file that another program wrote, and the pixels that it must decode to.
struct PNGFixture: Sendable, CustomTestStringConvertible {
  let name: String
  let picture: Picture
  let bytes: [UInt8]

  var testDescription: String { name }

  init(_ name: String, _ height: Int, _ width: Int, _ channels: Int, _ pixels: [UInt8], hex: String) {
    self.name = name
    picture = Picture(shape: PixelShape(height: height, width: width, channels: channels), pixels: pixels)
    let digits = hex.utf8.map { UInt8($0 < 58 ? $0 - 48 : $0 - 87) }
    bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// Files of other programs, one for each way of keeping pixels.
  ///
  /// Pillow 13.0.0 wrote them by `Image.save(file, "PNG")`, most of a 2x3 array; `transparency=` gives tRNS. The expected
  /// pixels are the array's, or Pillow's own `convert("RGB")` for palettes and alpha.
  ///
  /// Pillow writes neither RGB of 16 bits, nor grey of 2 bits, nor Adam7: Python's zlib and struct put these together (a
  /// filter byte of 0 for each row; Pillow read the interlaced one back). What 16 bits must give is
  /// floor(v * 255 / 65535 + 1/2), by NumPy.
  static let all: [PNGFixture] = [
    PNGFixture(
      "grey", 2, 3, 1,
      [0, 64, 128, 192, 255, 7],
      hex:
        "89504e470d0a1a0a0000000d4948445200000003000000020800000000b81f39c60000001049444154789c6364707060"
        + "38f09f1d0007150248dd6c9e7b0000000049454e44ae426082"),
    PNGFixture(
      "rgb", 2, 3, 3,
      [0, 13, 26, 39, 52, 65, 78, 91, 104, 117, 130, 143, 156, 169, 182, 195, 208, 221],
      hex:
        "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d0000001749444154789c6364e09552"
        + "575757575767292d2d85b0001d760360723241290000000049454e44ae426082"),
    PNGFixture(
      "grey1bit", 2, 3, 1,
      [0, 255, 255, 255, 0, 0],
      hex:
        "89504e470d0a1a0a0000000d4948445200000003000000020100000000b50f5bb70000000c49444154789c6348605200"
        + "000148008332485d580000000049454e44ae426082"),
    PNGFixture(
      "palette", 2, 3, 3,
      [10, 20, 30, 200, 100, 0, 1, 2, 3, 1, 2, 3, 200, 100, 0, 10, 20, 30],
      hex:
        "89504e470d0a1a0a0000000d4948445200000003000000020203000000e01a8e8900000009504c54450a141ec8640001"
        + "0203e2a9af470000000c49444154789c63906098000000dc00a96ce7c0230000000049454e44ae426082"),
    PNGFixture(
      "paletteTransparent", 2, 3, 3,
      [10, 20, 30, 200, 100, 0, 1, 2, 3, 1, 2, 3, 200, 100, 0, 10, 20, 30],
      hex:
        "89504e470d0a1a0a0000000d4948445200000003000000020203000000e01a8e8900000009504c54450a141ec8640001"
        + "0203e2a9af470000000274524e53ff00e5b7304a0000000c49444154789c63906098000000dc00a96ce7c02300000000"
        + "49454e44ae426082"),
    PNGFixture(
      "rgba", 2, 3, 3,
      [0, 13, 26, 39, 52, 65, 78, 91, 104, 117, 130, 143, 156, 169, 182, 195, 208, 221],
      hex:
        "89504e470d0a1a0a0000000d49484452000000030000000208060000009d74661a0000002249444154789c6364e09562"
        + "5057576f505757af672c6dea67545757ffabaeaeee0f003eb805d05ec15a980000000049454e44ae426082"),
    PNGFixture(
      "greyAlpha", 2, 3, 1,
      [0, 64, 128, 192, 255, 7],
      hex:
        "89504e470d0a1a0a0000000d4948445200000003000000020804000000377dae910000001649444154789c6360607068"
        + "68f8cf7080f1ff3f765f00201c05526f24942c0000000049454e44ae426082"),
    PNGFixture(
      "rgbTransparentColour", 2, 3, 3,
      [0, 13, 26, 39, 52, 65, 78, 91, 104, 117, 130, 143, 156, 169, 182, 195, 208, 221],
      hex:
        "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d0000000674524e530000000d001a9b"
        + "1c6db80000001749444154789c6364e09552575757575767292d2d85b0001d760360723241290000000049454e44ae42"
        + "6082"),
    PNGFixture(
      "grey16", 2, 3, 1,
      [0, 4, 127, 128, 255, 1],
      hex:
        "89504e470d0a1a0a0000000d4948445200000003000000021000000000e88fe5850000001649444154789c636060607e"
        + "51ff9fa1a1e1ff7f86460022a805e9e123867c0000000049454e44ae426082"),
    PNGFixture(
      "rgb16", 2, 3, 3,
      [0, 15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165, 180, 195, 210, 225, 240, 0],
      hex:
        "89504e470d0a1a0a0000000d494844520000000300000002100200000042862d0e000000314944415478da012600d9ff"
        + "0000630f721e812d903c9f4bae5abd69cc78db0087ea96f9a608b517c426d335e244f15300622c9110ece30adc630000"
        + "000049454e44ae426082"),
    PNGFixture(
      "grey2bit", 1, 4, 1,
      [0, 85, 170, 255],
      hex:
        "89504e470d0a1a0a0000000d494844520000000400000001020000000096e748b00000000a4944415478da6390060000"
        + "1d001c237c8fac0000000049454e44ae426082"),
    PNGFixture(
      "interlaced", 5, 5, 1,
      [
        0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220, 230,
        240,
      ],
      hex:
        "89504e470d0a1a0a0000000d4948445200000005000000050800000001df0349af0000002d4944415478da636060d060"
        + "38f1814184e10e434a450f03971c435e13c3a5670c46366e01510cd316acdab20f00b1720bb95ac30d76000000004945"
        + "4e44ae426082"),
  ]
}
