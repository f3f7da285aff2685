import FractalCore
import FractalImageIO
import TestSupport
import Testing

@Suite struct ContactSheetTests {
  private func picture(_ height: Int, _ width: Int, _ value: UInt8, channels: Int = 3) -> Picture {
    Picture(shape: PixelShape(height: height, width: width, channels: channels), filledWith: value)
  }

  @Test func laysPicturesOutRowByRow() throws {
    let sheet = ContactSheet(columns: 2, padding: 1, background: SIMD3(1, 2, 3), visibleSide: 1)
    let drawn = try sheet.draw([picture(1, 1, 10), picture(1, 1, 20), picture(1, 1, 30, channels: 1)])
    #expect(drawn.shape == PixelShape(height: 5, width: 5))
    let red = (0..<5).map { row in (0..<5).map { drawn[row, $0, 0] } }
    #expect(red == [[1, 1, 1, 1, 1], [1, 10, 1, 20, 1], [1, 1, 1, 1, 1], [1, 30, 1, 1, 1], [1, 1, 1, 1, 1]])
    #expect((0..<3).map { drawn[0, 0, $0] } == [1, 2, 3])
    #expect((0..<3).map { drawn[3, 1, $0] } == [30, 30, 30])
  }

  @Test func magnifiesSmallPicturesWithoutSmoothing() throws {
    let small = TestPictures.noise(PixelShape(height: 32, width: 40))
    let drawn = try ContactSheet(padding: 0).draw([small])
    #expect(drawn.shape == PixelShape(height: 128, width: 160))
    for row in 0..<128 {
      for column in 0..<160 {
        for channel in 0..<3 { #expect(drawn[row, column, channel] == small[row / 4, column / 4, channel]) }
      }
    }
  }

  @Test func centresSmallerPicturesInTheirCells() throws {
    let sheet = ContactSheet(columns: 2, padding: 0, background: .zero, visibleSide: 1)
    let drawn = try sheet.draw([picture(10, 8, 200), picture(4, 2, 100)])
    #expect(drawn.shape == PixelShape(height: 10, width: 16))
    // 4x2 is magnified twice, to 8x4, and lies at row 1, column 8 + 2.
    for row in 0..<10 {
      for column in 8..<16 {
        let inside = (1..<9).contains(row) && (10..<14).contains(column)
        #expect(drawn[row, column, 0] == (inside ? 100 : 0))
      }
    }
  }

  @Test(arguments: 1...120) func hasACellForEveryPictureAndNoEmptyRow(_ count: Int) {
    for (height, width) in [(64, 64), (32, 128), (200, 50)] {
      let grid = ContactSheet().grid(count: count, height: height, width: width)
      #expect(grid.rows * grid.columns >= count)
      #expect((grid.rows - 1) * grid.columns < count)
    }
  }

  @Test func isAboutFourByThree() {
    let grid = ContactSheet().grid(count: 200, height: 128, width: 128)
    #expect((1.1...1.6).contains(Double(grid.width) / Double(grid.height)))
  }

  @Test func writesCaptionsBelowThePictures() throws {
    let sheet = ContactSheet(columns: 1, padding: 1, background: .zero, visibleSide: 1)
    let drawn = try sheet.draw([picture(3, 11, 9)], captions: ["i-x: cut off"])
    #expect(drawn.shape == PixelShape(height: 3 + 11 + 2, width: 13))
    let text = (6..<13).map { row in String((1..<12).map { drawn[row, $0, 0] == 208 ? "#" : "." }) }
    #expect(
      text == [
        ".###.......", "..#........", "..#........", "..#...#####", "..#........", "..#........", ".###.......",
      ])
    #expect((1..<12).allSatisfy { drawn[4, $0, 0] == 0 && drawn[5, $0, 0] == 0 && drawn[13, $0, 0] == 0 })
  }

  @Test func drawsAnyCaptionWithoutFailing() throws {
    let captions = ["", "straße 数 é", String(repeating: "W", count: 1000), "\u{0}\n"]
    let pictures = [Picture](repeating: picture(300, 300, 1), count: 5)
    let drawn = try ContactSheet(columns: 5).draw(pictures, captions: captions)
    #expect(drawn.height == 300 + 11 + 8)
    #expect(try ContactSheet(columns: 5).draw([picture(500, 500, 1)], captions: ["a"]).height == 500 + 22 + 8)
  }

  @Test func refusesWhatItCannotDraw() {
    #expect(code { try ContactSheet().draw([]) } == .shape)
    #expect(code { try ContactSheet().draw([picture(0, 4, 0)]) } == .shape)
    #expect(code { try ContactSheet().draw([picture(4, 4, 0, channels: 4)]) } == .shape)
    #expect(code { try ContactSheet(columns: 0).draw([picture(4, 4, 0)]) } == .shape)
    #expect(code { try ContactSheet(padding: -1).draw([picture(4, 4, 0)]) } == .shape)
    let tall = [Picture](repeating: picture(1, 1, 0), count: 70_000)
    #expect(code { try ContactSheet(columns: 1).draw(tall) } == .tooLarge)
  }
}
