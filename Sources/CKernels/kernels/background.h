// Backgrounds: the index of each pixel of a row in its table of colours.
#ifndef FERNERY_CK_KERNELS_BACKGROUND
#define FERNERY_CK_KERNELS_BACKGROUND

#include "ck_background.h"

#include "common.h"

/// The index in a table of 256 colours nearest to a number that rounding may have pushed a little out of 0...1.
CK_INLINE uint8_t table_index(float t) {
  t = t > 0 ? t : 0;
  t = t < 1 ? t : 1;
  return (uint8_t)(int32_t)(t * 255.0f + 0.5f);
}

static void gradient_row(
    size_t width, float middle, float across, float start, float reach, uint8_t *restrict indices) {
  for (size_t i = 0; i < width; i++) {
    const float along = (((float)(int32_t)i + 0.5f) - middle) * across + start;
    indices[i] = table_index((along / reach + 1.0f) / 2.0f);
  }
}

static void noise_row(
    const float *restrict above, const float *restrict below, size_t nodes, float share, float *restrict line,
    const int32_t *restrict columns, const float *restrict shares, size_t width, uint8_t *restrict indices) {
  for (size_t i = 0; i < nodes; i++) line[i] = above[i] + share * (below[i] - above[i]);
  for (size_t i = 0; i < width; i++) {
    const float left = line[columns[i]], right = line[columns[i] + 1];
    indices[i] = table_index(left + shares[i] * (right - left));
  }
}

static void paint_row(const uint8_t *indices, size_t count, const uint32_t *table, uint8_t *pixels) {
  if (count == 0) return;
  // Four bytes at once: the next pixel is written over the last of them.
  for (size_t i = 0; i + 1 < count; i++) memcpy(pixels + 3 * i, &table[indices[i]], 4);
  memcpy(pixels + 3 * (count - 1), &table[indices[count - 1]], 3);
}

#endif
