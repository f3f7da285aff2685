#ifndef FERNERY_CK_IPMIX_POINTS_H
#define FERNERY_CK_IPMIX_POINTS_H

#include <stddef.h>
#include <stdint.h>

/// A level's functions.
typedef struct {
  /// Operations on bytes alone: `target` and `source` have `count` bytes and do not overlap.
  ///
  /// target = source & kept.
  void (*keep_bits)(const uint8_t *source, uint8_t *target, size_t count, uint8_t kept);

  /// target = source where source < threshold, else 255 - source.
  void (*solarize)(const uint8_t *source, uint8_t *target, size_t count, uint8_t threshold);

  /// Each of `rows` rows of `width` bytes from its end to its beginning.
  void (*mirror)(const uint8_t *source, uint8_t *target, size_t rows, size_t width);

  /// The byte at x from x + shift of its row; 0 from outside.
  void (*shift)(const uint8_t *source, uint8_t *target, size_t rows, size_t width, ptrdiff_t shift);

  /// Counts each value of `count` bytes.
  void (*histogram)(const uint8_t *source, size_t count, uint32_t histogram[256]);

  /// target = table[source].
  void (*look_up)(const uint8_t *source, uint8_t *target, size_t count, const uint8_t table[256]);

  /// The table that spreads the histogram of `count` bytes, by which ``step`` is (count - last nonzero bin) / 255 > 0:
  /// table[v] = min(255, (step / 2 + h[0] + ... + h[v - 1]) / step) in whole numbers.
  void (*equalizing_table)(const uint32_t histogram[256], uint32_t step, uint8_t table[256]);
} ck_ipmix_points_kernels;

#endif
