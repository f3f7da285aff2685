/// How embeddings are scaled: rounded figures of 17,237 random fractals of the preset `ipmix`.
///
/// Deviations are those of Anderson and Farrell's law, means those of the three families'. They are part of the embedding: other
/// figures, other catalogs.
extension Embedding {
  /// The mean deviation of the shape's roots.
  static let shapeDeviation = 0.1727
  /// The deviation of a colour difference, in 255ths.
  static let chromaDeviation = 17.0
  /// Means of the texture's values, scale by scale.
  static let textureMeans = [
    0.4804, 0.3281, 0.1304, 0.3282, 0.1304, 0.3530, 0.1581, 0.3779,
    0.1581, 0.3981, 0.0855, 0.2139, 0.0855, 0.2152, 0.4181, 0.5472,
    0.4804, 0.3030, 0.1188, 0.2603, 0.1188, 0.2584, 0.1567, 0.3284,
    0.1567, 0.3213, 0.0788, 0.1660, 0.0788, 0.1611, 0.4973, 0.5168,
    0.4805, 0.2812, 0.1334, 0.2566, 0.1334, 0.2417, 0.1877, 0.3427,
    0.1877, 0.3216, 0.0896, 0.1644, 0.0896, 0.1554, 0.6306, 0.5202,
    0.4806, 0.2530, 0.1657, 0.2765, 0.1657, 0.2524, 0.2462, 0.3846,
    0.2462, 0.3575, 0.1151, 0.1831, 0.1151, 0.1721, 0.7992, 0.4897,
  ]
  /// Their deviations.
  static let textureDeviations = [
    0.1308, 0.0578, 0.0385, 0.0648, 0.0385, 0.0726, 0.0500, 0.0836,
    0.0500, 0.0865, 0.0246, 0.0423, 0.0246, 0.0417, 0.1208, 0.1118,
    0.1308, 0.0604, 0.0423, 0.0734, 0.0423, 0.0652, 0.0570, 0.0961,
    0.0570, 0.0824, 0.0266, 0.0445, 0.0266, 0.0382, 0.1474, 0.0926,
    0.1308, 0.0637, 0.0479, 0.0764, 0.0479, 0.0632, 0.0634, 0.0916,
    0.0634, 0.0781, 0.0295, 0.0440, 0.0295, 0.0385, 0.1755, 0.0961,
    0.1308, 0.0657, 0.0504, 0.0679, 0.0504, 0.0623, 0.0755, 0.0869,
    0.0755, 0.0938, 0.0332, 0.0443, 0.0332, 0.0429, 0.2560, 0.1355,
  ]
}
