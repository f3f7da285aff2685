import FractalCore
import Testing

@testable import FractalRendering

@Suite struct ChromaTests {
  private static let dark = [UInt8](repeating: 0, count: 4096)
  private static let bright = [UInt8](repeating: 255, count: 4096)
  /// sRGB red in OKLab, as Ottosson gives it.
  private static let red = OKLab(lightness: 0.627_955, a: 0.224_863, b: 0.125_846)
  private static let white = OKLab(lightness: 1, a: 0, b: 0)

  private func flat(_ colour: OKLab) -> Colouring {
    Colouring(mode: .flat, palette: Palette(stops: [Self.white, colour]))
  }

  @Test func aBackgroundAloneHasItsOwnColourDifferences() {
    // BT.601 of (255, 0, 0): Cb = 0.564 (0 - 76.245), Cr = 0.713 (255 - 76.245).
    for background in [
      Background.solid(Self.red), .gradient(from: Self.red, to: Self.red, angle: 1),
      .noise(Palette(stops: [Self.red, Self.red]), roughness: 0.5),
    ] {
      let chroma = Chroma(of: Self.dark, isEscapeTime: false, flat(Self.white), over: background)
      #expect(abs(chroma.blue + 43.0) < 0.5 && abs(chroma.red - 127.5) < 0.5)
    }
    let black = Chroma(of: Self.dark, isEscapeTime: false, flat(Self.red), over: .black)
    #expect(abs(black.blue) < 1e-9 && abs(black.red) < 1e-9)
  }

  @Test func whatShinesCoversTheBackground() {
    let chroma = Chroma(of: Self.bright, isEscapeTime: false, flat(Self.red), over: .black)
    #expect(abs(chroma.blue + 43.0) < 0.5 && abs(chroma.red - 127.5) < 0.5)
    // Half of the picture: half of the difference.
    let half = Chroma(
      of: Array(Self.dark.prefix(2048) + Self.bright.prefix(2048)), isEscapeTime: false, flat(Self.red), over: .black)
    #expect(abs(half.blue - chroma.blue / 2) < 1e-9 && abs(half.red - chroma.red / 2) < 1e-9)
    let grey = Chroma(of: Self.bright, isEscapeTime: true, flat(Self.white), over: .solid(Self.red))
    #expect(abs(grey.blue) < 1 && abs(grey.red) < 1)
  }
}
