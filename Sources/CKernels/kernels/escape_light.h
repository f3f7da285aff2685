// From samples of escape time to pixels: their ranks by loops that compilers vectorise, then light by colours of four.
#ifndef FERNERY_CK_KERNELS_ESCAPE_LIGHT
#define FERNERY_CK_KERNELS_ESCAPE_LIGHT

#include "ck_escape_light.h"

#include "common.h"
#include "ck_tone.h"

/// Pixels that are painted together.
#define LIGHT_RUN 32
#define MOST_GRID 8

/// The indices of samples in the tables of levels and colours; returns how many escaped.
CK_INLINE uint32_t index_samples(
    const ck_escape_tables *t, const int light, const float *restrict counts, const float *restrict norms,
    const float *restrict distances, size_t samples, uint16_t *restrict level, uint16_t *restrict colour) {
  const float *distance_ranks = t->distance_ranks, *count_ranks = t->count_ranks, *fractions = t->fractions;
  const int32_t fraction_count = t->fraction_count;
  uint32_t escaped = 0;
  for (size_t i = 0; i < samples; i++) {
    const float near = 1.0f - ck_rank(distance_ranks, distances[i]);
    float lit = near, hue = near;
    if (light != CK_LIGHT_TRAP) {
      const float rank = ck_rank(count_ranks, ck_smooth_count(fractions, fraction_count, counts[i], norms[i]));
      hue = counts[i] < 0 ? near : rank;
      if (light == CK_LIGHT_COUNT) lit = hue;
    }
    escaped += counts[i] >= 0 ? 1 : 0;
    level[i] = (uint16_t)(int32_t)(lit * 1024.0f);
    colour[i] = (uint16_t)(int32_t)(hue * 1023.0f);
  }
  return escaped;
}

CK_INLINE uint8_t encode_light(const uint8_t *encoded, float light) {
  light = light > 0 ? light : 0;
  light = light < 1 ? light : 1;
  return encoded[(int32_t)(light * (float)CK_ENCODING_STEPS + 0.5f)];
}

static size_t escape_light_row(
    const ck_escape_tables *t, const float *counts, const float *norms, const float *distances, size_t columns,
    size_t grid, size_t width, uint8_t *pixels) {
  const float share = 1.0f / (float)(int32_t)(grid * grid);
  size_t escaped = 0;
  for (size_t first = 0; first < width; first += LIGHT_RUN) {
    const size_t run = width - first < LIGHT_RUN ? width - first : LIGHT_RUN;
    uint16_t level[MOST_GRID][LIGHT_RUN * MOST_GRID], colour[MOST_GRID][LIGHT_RUN * MOST_GRID];
    for (size_t down = 0; down < grid; down++) {
      const size_t start = down * columns + first * grid;
#define LOOK_UP(light) \
  escaped += index_samples(t, light, counts + start, norms + start, distances + start, run * grid, level[down], colour[down])
      if (t->light == CK_LIGHT_TRAP) {
        LOOK_UP(CK_LIGHT_TRAP);
      } else if (t->light == CK_LIGHT_BY_COUNT) {
        LOOK_UP(CK_LIGHT_BY_COUNT);
      } else {
        LOOK_UP(CK_LIGHT_COUNT);
      }
#undef LOOK_UP
    }
    for (size_t i = 0; i < run; i++) {
      f32x4 light = {0, 0, 0, 0};
      for (size_t down = 0; down < grid; down++) {
        for (size_t across = i * grid; across < (i + 1) * grid; across++) {
          const float *shine = t->levels[level[down][across]];
          f32x4 plain;
          memcpy(&plain, t->colours[colour[down][across]], sizeof plain);
          f32x4 shining = plain + (1.0f - plain) * shine[1];
          shining[3] = 1;
          light += shining * shine[0];
        }
      }
      light *= share;
      uint8_t *pixel = pixels + 3 * (first + i);
      const float behind = 1.0f - light[3];
      pixel[0] = encode_light(t->encoded, t->linear[pixel[0]] * behind + light[0]);
      pixel[1] = encode_light(t->encoded, t->linear[pixel[1]] * behind + light[1]);
      pixel[2] = encode_light(t->encoded, t->linear[pixel[2]] * behind + light[2]);
    }
  }
  return escaped;
}

#endif
