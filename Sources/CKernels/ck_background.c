// Backgrounds: where in its table of colours each pixel of a row lies.
#include "ck_background.h"

#include <string.h>

#include "ck_define_levels.h"

#pragma STDC FP_CONTRACT OFF

/// The nearest of 256 places for a number that rounding may have pushed a little out of 0...1.
CK_INLINE uint8_t place_of(float t) {
  t = t > 0 ? t : 0;
  t = t < 1 ? t : 1;
  return (uint8_t)(int32_t)(t * 255.0f + 0.5f);
}

#define GRADIENT_PARAMETERS \
  (size_t width, float middle, float across, float start, float reach, uint8_t *restrict places)
#define GRADIENT_ARGUMENTS (width, middle, across, start, reach, places)

CK_INLINE void gradient_row_body GRADIENT_PARAMETERS {
  for (size_t i = 0; i < width; i++) {
    const float along = (((float)(int32_t)i + 0.5f) - middle) * across + start;
    places[i] = place_of((along / reach + 1.0f) / 2.0f);
  }
}

CK_DEFINE_LEVELS(gradient_row, GRADIENT_PARAMETERS, GRADIENT_ARGUMENTS)

void ck_gradient_row(
    ck_level level, size_t width, float middle, float across, float start, float reach, uint8_t *places) {
  gradient_row_levels[level] GRADIENT_ARGUMENTS;
}

#define NOISE_PARAMETERS                                                                                        \
  (const float *restrict above, const float *restrict below, size_t nodes, float share, float *restrict line,   \
   const int32_t *restrict columns, const float *restrict shares, size_t width, uint8_t *restrict places)
#define NOISE_ARGUMENTS (above, below, nodes, share, line, columns, shares, width, places)

CK_INLINE void noise_row_body NOISE_PARAMETERS {
  for (size_t i = 0; i < nodes; i++) line[i] = above[i] + share * (below[i] - above[i]);
  for (size_t i = 0; i < width; i++) {
    const float left = line[columns[i]], right = line[columns[i] + 1];
    places[i] = place_of(left + shares[i] * (right - left));
  }
}

CK_DEFINE_LEVELS(noise_row, NOISE_PARAMETERS, NOISE_ARGUMENTS)

void ck_noise_row(
    ck_level level, const float *above, const float *below, size_t nodes, float share, float *line,
    const int32_t *columns, const float *shares, size_t width, uint8_t *places) {
  noise_row_levels[level] NOISE_ARGUMENTS;
}

void ck_paint_row(const uint8_t *places, size_t count, const uint32_t *table, uint8_t *pixels) {
  if (count == 0) return;
  // Four bytes at once: the next pixel is written over the last of them.
  for (size_t i = 0; i + 1 < count; i++) memcpy(pixels + 3 * i, &table[places[i]], 4);
  memcpy(pixels + 3 * (count - 1), &table[places[count - 1]], 3);
}
