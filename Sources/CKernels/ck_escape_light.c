// From samples of escape time to pixels: their ranks by loops that compilers vectorise, then light by colours of four.
#include "ck_escape_light.h"

#include <string.h>

#include "ck_floats.h"
#include "ck_define_levels.h"
#include "ck_tone.h"

#pragma STDC FP_CONTRACT OFF

/// Pixels that are painted together.
#define RUN 32
#define MOST_GRID 8

/// The rank of a number: that of its bin, and straight on within.
CK_INLINE float rank_of(const float *ranks, float value) {
  const uint32_t lowest = 0x33800000u;  // 2^-24
  const uint32_t bits = value > 0x1p-24f ? float_bits(value) - lowest : 0;
  uint32_t bin = bits >> 19;
  float share = (float)(int32_t)(bits & 0x7ffff) * 0x1p-19f;
  share = bin < CK_RANK_BINS ? share : 1.0f;
  bin = bin < CK_RANK_BINS ? bin : CK_RANK_BINS - 1;
  return ranks[bin] + share * (ranks[bin + 1] - ranks[bin]);
}

CK_INLINE float smooth_count(const float *fractions, int32_t fraction_count, float count, float norm) {
  const float bailout = (float)(CK_ESCAPE_BAILOUT * CK_ESCAPE_BAILOUT);
  const uint32_t bits = norm > bailout ? float_bits(norm) - 0x47800000u : 0;
  uint32_t place = bits >> 17;
  place = place < (uint32_t)fraction_count - 2 ? place : (uint32_t)fraction_count - 2;
  const float share = (float)(int32_t)(bits & 0x1ffff) * 0x1p-17f;
  return count + (1.0f - (fractions[place] + share * (fractions[place + 1] - fractions[place])));
}

/// Where samples stand in the tables of levels and colours; returns how many escaped.
CK_INLINE uint32_t look_up(
    const ck_escape_tables *t, const int light, const float *restrict counts, const float *restrict norms,
    const float *restrict distances, size_t samples, uint16_t *restrict level, uint16_t *restrict colour) {
  const float *distance_ranks = t->distance_ranks, *count_ranks = t->count_ranks, *fractions = t->fractions;
  const int32_t fraction_count = t->fraction_count;
  uint32_t escaped = 0;
  for (size_t i = 0; i < samples; i++) {
    const float near = 1.0f - rank_of(distance_ranks, distances[i]);
    float lit = near, hue = near;
    if (light != CK_LIGHT_TRAP) {
      const float rank = rank_of(count_ranks, smooth_count(fractions, fraction_count, counts[i], norms[i]));
      hue = counts[i] < 0 ? near : rank;
      if (light == CK_LIGHT_COUNT) lit = hue;
    }
    escaped += counts[i] >= 0 ? 1 : 0;
    level[i] = (uint16_t)(int32_t)(lit * 1024.0f);
    colour[i] = (uint16_t)(int32_t)(hue * 1023.0f);
  }
  return escaped;
}

typedef float four __attribute__((vector_size(16)));

CK_INLINE uint8_t encode(const uint8_t *encoded, float light) {
  light = light > 0 ? light : 0;
  light = light < 1 ? light : 1;
  return encoded[(int32_t)(light * (float)CK_ENCODING_STEPS + 0.5f)];
}

#define PARAMETERS                                                                                            \
  (const ck_escape_tables *t, const float *counts, const float *norms, const float *distances, size_t columns, \
   size_t grid, size_t width, uint8_t *pixels, size_t *total)
#define ARGUMENTS (t, counts, norms, distances, columns, grid, width, pixels, total)

CK_INLINE void light_row_body PARAMETERS {
  const float share = 1.0f / (float)(int32_t)(grid * grid);
  *total = 0;
  for (size_t first = 0; first < width; first += RUN) {
    const size_t run = width - first < RUN ? width - first : RUN;
    uint16_t level[MOST_GRID][RUN * MOST_GRID], colour[MOST_GRID][RUN * MOST_GRID];
    for (size_t down = 0; down < grid; down++) {
      const size_t start = down * columns + first * grid;
#define LOOK_UP(light) \
  *total += look_up(t, light, counts + start, norms + start, distances + start, run * grid, level[down], colour[down])
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
      four light = {0, 0, 0, 0};
      for (size_t down = 0; down < grid; down++) {
        for (size_t across = i * grid; across < (i + 1) * grid; across++) {
          const float *shine = t->levels[level[down][across]];
          four plain;
          memcpy(&plain, t->colours[colour[down][across]], sizeof plain);
          four shining = plain + (1.0f - plain) * shine[1];
          shining[3] = 1;
          light += shining * shine[0];
        }
      }
      light *= share;
      uint8_t *pixel = pixels + 3 * (first + i);
      const float behind = 1.0f - light[3];
      pixel[0] = encode(t->encoded, t->linear[pixel[0]] * behind + light[0]);
      pixel[1] = encode(t->encoded, t->linear[pixel[1]] * behind + light[1]);
      pixel[2] = encode(t->encoded, t->linear[pixel[2]] * behind + light[2]);
    }
  }
}

CK_DEFINE_LEVELS(light_row, PARAMETERS, ARGUMENTS)

size_t ck_escape_light_row(
    ck_level level, const ck_escape_tables *tables, const float *counts, const float *norms, const float *distances,
    size_t columns, size_t grid, size_t width, uint8_t *pixels) {
  size_t escaped;
  light_row_levels[level](tables, counts, norms, distances, columns, grid, width, pixels, &escaped);
  return escaped;
}
