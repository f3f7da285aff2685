import Foundation

/// Float32 values as a `.npy` file, which NumPy reads with `numpy.load`.
///
/// Version 1.0 of the format: a magic number, the length of a header, the header as a Python dictionary in ASCII, padded
/// with spaces so that the values begin at a multiple of 64 bytes, then the values, little-endian, the last axis fastest.
///
/// Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
enum NumPyFile {
  /// The file's bytes for values of a shape.
  static func encode(_ values: [Float], shape: [Int]) -> Data {
    let axes = shape.map { "\($0)," }.joined(separator: " ")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(axes)), }"
    let preamble = 10
    header += String(repeating: " ", count: 63 - (preamble + header.utf8.count) % 64) + "\n"
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0])
    withUnsafeBytes(of: UInt16(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: header.utf8)
    for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    return data
  }
}
