#ifndef FERNERY_CK_DESCRIBE_H
#define FERNERY_CK_DESCRIBE_H

#include <stddef.h>
#include <stdint.h>

/// A level's functions.
typedef struct {
  /// Marks the pixels of a picture that differ from what lay there before by `least` or more in any channel.
  ///
  /// `after` and `before` hold 3 * pixels bytes; `marks` becomes 1 or 0 a pixel.
  void (*mark_changes)(const uint8_t *after, const uint8_t *before, size_t pixels, uint8_t least, uint8_t *marks);

  /// Adds a row of bytes, times a weight, to sums, place by place; these wrap where weights of more than 2^24 come together.
  void (*add_row)(const uint8_t *row, size_t count, uint32_t weight, uint32_t *sums);
} ck_describe_kernels;

#endif
