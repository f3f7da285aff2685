// Tone mapping: which pixels are lit and how, and their light over a picture.
#include "ck_tone.h"

#include <string.h>

#include "ck_floats.h"
#include "ck_double_functions.h"
#include "ck_define_levels.h"

#pragma STDC FP_CONTRACT OFF

/// Pixels of a row that are looked at together.
#define RUN 256

/// A whole number below 2^52, which its double holds in the lower bits.
CK_INLINE double to_double(uint64_t v) {
  v |= 0x4330000000000000;
  double result;
  memcpy(&result, &v, sizeof result);
  return result - 0x1p52;
}

/// The bins of a run of cells, 0 where nothing hit and else one more, and the coordinates.
CK_INLINE void look(const uint64_t *restrict cells, size_t count, uint16_t *restrict bin, uint16_t *restrict coordinate) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t hits = (uint32_t)(cells[i] >> CK_HIT_SHIFT);
    // Hits just below 2^28 round up to it, and belong to the last bin.
    uint32_t place = (float_bits((float)(int32_t)hits) >> 14) - (0x3f800000u >> 14) + 1;
    place = place < CK_TONE_BINS ? place : CK_TONE_BINS;
    bin[i] = (uint16_t)(hits > 0 ? place : 0);
    // To the nearest float32 at once, as a conversion of the whole number is: the double is exact.
    const float sum = (float)to_double(cells[i] & (((uint64_t)1 << CK_HIT_SHIFT) - 1));
    coordinate[i] = (uint16_t)(int32_t)(sum / (float)(int32_t)(hits > 0 ? hits : 1));
  }
}

#define LIST_PARAMETERS                                                                                          \
  (const uint64_t *cells, size_t width, uint32_t first, ck_lit_pixel *restrict pixels, int32_t *restrict counts, \
   size_t *total)
#define LIST_ARGUMENTS (cells, width, first, pixels, counts, total)

CK_INLINE void tone_list_row_body LIST_PARAMETERS {
  size_t listed = 0;
  for (size_t start = 0; start < width; start += RUN) {
    uint16_t bin[RUN], coordinate[RUN];
    const size_t count = width - start < RUN ? width - start : RUN;
    look(cells + start, count, bin, coordinate);
    // Each is written and stays if it is lit: a branch would be mispredicted along every edge.
    const size_t before = listed;
    for (size_t i = 0; i < count; i++) {
      pixels[listed] = (ck_lit_pixel){first + (uint32_t)(start + i), (uint16_t)(bin[i] - 1), coordinate[i]};
      listed += bin[i] != 0;
    }
    for (size_t i = before; i < listed; i++) counts[pixels[i].bin] += 1;
  }
  *total = listed;
}

CK_DEFINE_LEVELS(tone_list_row, LIST_PARAMETERS, LIST_ARGUMENTS)

size_t ck_tone_list_row(
    ck_level level, const uint64_t *cells, size_t width, uint32_t first, ck_lit_pixel *pixels, int32_t *counts) {
  size_t listed;
  size_t *total = &listed;
  tone_list_row_levels[level] LIST_ARGUMENTS;
  return listed;
}

#define LEVELS_PARAMETERS \
  (const ck_tone_curve *curve, const int32_t *restrict bins, size_t count, float (*restrict levels)[2])
#define LEVELS_ARGUMENTS (curve, bins, count, levels)

CK_INLINE void tone_levels_body LEVELS_PARAMETERS {
  const ck_tone_curve c = *curve;
  for (size_t first = 0; first < count; first += RUN) {
    const size_t run = count - first < RUN ? count - first : RUN;
    float brightness[RUN], whitening[RUN];
    for (size_t i = 0; i < run; i++) {
      const int32_t bin = bins[first + i];
      const uint32_t bits = ((uint32_t)bin << 14) + 0x3f800000u;
      float least_hits;
      memcpy(&least_hits, &bits, sizeof least_hits);
      const double level = logarithm(1.0 + c.density_of_hit * (double)least_hits) * c.to_unit;
      const double power = c.exponent == 1.0 ? level : exponential(c.exponent * logarithm(level));
      const double dim = bin < c.one_point ? level * c.rim_slope : power;
      brightness[i] = bin >= c.white ? 1.0f : (float)dim;
      float above = ((float)level - 0.7f) / 0.6f;
      above = above > 0 ? above : 0;
      above = above < 1 ? above : 1;
      whitening[i] = c.highlights * above * above;
    }
    for (size_t i = 0; i < run; i++) {
      levels[bins[first + i]][0] = brightness[i];
      levels[bins[first + i]][1] = whitening[i];
    }
  }
}

CK_DEFINE_LEVELS(tone_levels, LEVELS_PARAMETERS, LEVELS_ARGUMENTS)

void ck_tone_levels(
    ck_level level, const ck_tone_curve *curve, const int32_t *bins, size_t count, float (*levels)[2]) {
  tone_levels_levels[level] LEVELS_ARGUMENTS;
}

typedef float colour __attribute__((vector_size(16)));
typedef int32_t steps __attribute__((vector_size(16)));

CK_INLINE colour colour_at(const float (*table)[4], size_t place) {
  colour result;
  memcpy(&result, table[place], sizeof result);
  return result;
}

#define LIGHT_PARAMETERS \
  (const ck_lit_pixel *pixels, size_t count, const ck_tone_tables *tables, const bool by_bin, uint8_t *picture)
#define LIGHT_ARGUMENTS (pixels, count, tables, by_bin, picture)

CK_INLINE void light LIGHT_PARAMETERS {
  const float(*restrict levels)[2] = tables->levels, (*restrict palette)[4] = tables->palette;
  const float *restrict linear = tables->linear;
  const uint8_t *restrict encoded = tables->encoded;
  for (size_t i = 0; i < count; i++) {
    const ck_lit_pixel lit = pixels[i];
    const float brightness = levels[lit.bin][0], whitening = levels[lit.bin][1];
    const colour plain = colour_at(palette, by_bin ? (size_t)(int32_t)(brightness * 255.0f) : lit.coordinate);
    const colour shining = plain + (1.0f - plain) * whitening;
    uint8_t *pixel = picture + 3 * (size_t)lit.pixel;
    const colour behind = {linear[pixel[0]], linear[pixel[1]], linear[pixel[2]], 0};
    const colour mixed = (behind + (shining - behind) * brightness) * (float)CK_ENCODING_STEPS + 0.5f;
    const steps place = __builtin_convertvector(mixed, steps);
    pixel[0] = encoded[(uint32_t)place[0]];
    pixel[1] = encoded[(uint32_t)place[1]];
    pixel[2] = encoded[(uint32_t)place[2]];
  }
}

CK_INLINE void tone_light_body LIGHT_PARAMETERS {
  if (by_bin) {
    light(pixels, count, tables, true, picture);
  } else {
    light(pixels, count, tables, false, picture);
  }
}

CK_DEFINE_LEVELS(tone_light, LIGHT_PARAMETERS, LIGHT_ARGUMENTS)

void ck_tone_light(
    ck_level level, const ck_lit_pixel *pixels, size_t count, const ck_tone_tables *tables, bool by_bin,
    uint8_t *picture) {
  tone_light_levels[level] LIGHT_ARGUMENTS;
}
