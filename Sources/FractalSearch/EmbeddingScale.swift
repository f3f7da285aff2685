/// How embeddings are scaled: rounded figures of 1,500 random fractals that pass the default gates.
///
/// Deviations are those of Anderson and Farrell's law, means those of the three families'. They are part of the embedding: other
/// figures, other catalogs.
extension Embedding {
  /// The mean deviation of the shape's roots.
  static let shapeDeviation = 0.1635
  /// The deviation of a colour difference, in 255ths.
  static let chromaDeviation = 17.0
  /// Means of the texture's values, scale by scale.
  static let textureMeans = [
    0.3214, 0.3016, 0.1430, 0.3260, 0.1430, 0.3259, 0.1685, 0.3738,
    0.1685, 0.3642, 0.0935, 0.2063, 0.0935, 0.2038, 0.4328, 0.4964,
    0.3214, 0.2768, 0.1218, 0.2547, 0.1218, 0.2367, 0.1564, 0.3181,
    0.1564, 0.2892, 0.0794, 0.1594, 0.0794, 0.1497, 0.4780, 0.4585,
    0.3215, 0.2560, 0.1284, 0.2470, 0.1284, 0.2151, 0.1769, 0.3269,
    0.1769, 0.2802, 0.0849, 0.1556, 0.0849, 0.1397, 0.5834, 0.4591,
    0.3216, 0.2303, 0.1535, 0.2669, 0.1535, 0.2173, 0.2255, 0.3691,
    0.2255, 0.3023, 0.1058, 0.1728, 0.1058, 0.1504, 0.7330, 0.4291,
  ]
  /// Their deviations.
  static let textureDeviations = [
    0.1124, 0.0577, 0.0352, 0.0560, 0.0352, 0.0645, 0.0457, 0.0762,
    0.0457, 0.0799, 0.0227, 0.0362, 0.0227, 0.0360, 0.1191, 0.1147,
    0.1124, 0.0595, 0.0395, 0.0712, 0.0395, 0.0635, 0.0535, 0.0928,
    0.0535, 0.0805, 0.0247, 0.0426, 0.0247, 0.0371, 0.1446, 0.0984,
    0.1124, 0.0620, 0.0459, 0.0738, 0.0459, 0.0632, 0.0616, 0.0875,
    0.0616, 0.0776, 0.0283, 0.0426, 0.0283, 0.0384, 0.1759, 0.0966,
    0.1124, 0.0624, 0.0492, 0.0648, 0.0492, 0.0612, 0.0743, 0.0836,
    0.0743, 0.0902, 0.0327, 0.0429, 0.0327, 0.0420, 0.2462, 0.1301,
  ]
}
