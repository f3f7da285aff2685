// Tone mapping: which pixels are lit and how, and their light over a picture.
#ifndef FERNERY_CK_KERNELS_TONE
#define FERNERY_CK_KERNELS_TONE

#include "ck_tone.h"

#include "common.h"

/// Pixels of a row that are looked at together.
#define TONE_RUN 256

/// A whole number below 2^52, which its double holds in the lower bits.
CK_INLINE double whole_to_double(uint64_t v) {
  v |= 0x4330000000000000;
  double result;
  memcpy(&result, &v, sizeof result);
  return result - 0x1p52;
}

/// The bins of a run of cells, 0 where nothing hit and else one more, and the coordinates.
CK_INLINE void read_cells(
    const uint64_t *restrict cells, size_t count, uint16_t *restrict bin, uint16_t *restrict coordinate) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t hits = ck_cell_hits(cells[i]);
    // Hits just below 2^28 round up to it, and belong to the last bin.
    uint32_t place = ck_tone_bin(hits) + 1;
    place = place < CK_TONE_BINS ? place : CK_TONE_BINS;
    bin[i] = (uint16_t)(hits > 0 ? place : 0);
    // To the nearest float32 at once, as a conversion of the whole number is: the double is exact.
    const float sum = (float)whole_to_double(ck_cell_colours(cells[i]));
    coordinate[i] = (uint16_t)(int32_t)(sum / (float)(int32_t)(hits > 0 ? hits : 1));
  }
}

static size_t tone_list_row(
    const uint64_t *cells, size_t width, uint32_t first, ck_lit_pixel *restrict pixels, int32_t *restrict counts) {
  size_t listed = 0;
  for (size_t start = 0; start < width; start += TONE_RUN) {
    uint16_t bin[TONE_RUN], coordinate[TONE_RUN];
    const size_t count = width - start < TONE_RUN ? width - start : TONE_RUN;
    read_cells(cells + start, count, bin, coordinate);
    // Each is written and stays if it is lit: a branch would be mispredicted along every edge.
    const size_t before = listed;
    for (size_t i = 0; i < count; i++) {
      pixels[listed] = (ck_lit_pixel){first + (uint32_t)(start + i), (uint16_t)(bin[i] - 1), coordinate[i]};
      listed += bin[i] != 0;
    }
    for (size_t i = before; i < listed; i++) counts[pixels[i].bin] += 1;
  }
  return listed;
}

static void tone_levels(
    const ck_tone_curve *curve, const int32_t *restrict bins, size_t count, float (*restrict levels)[2]) {
  const ck_tone_curve c = *curve;
  for (size_t first = 0; first < count; first += TONE_RUN) {
    const size_t run = count - first < TONE_RUN ? count - first : TONE_RUN;
    float brightness[TONE_RUN], whitening[TONE_RUN];
    for (size_t i = 0; i < run; i++) {
      const int32_t bin = bins[first + i];
      const double level = ck_log(1.0 + c.density_of_hit * (double)ck_tone_least_hits(bin)) * c.to_unit;
      const double power = c.exponent == 1.0 ? level : ck_exp(c.exponent * ck_log(level));
      const double dim = bin < c.one_point ? level * c.rim_slope : power;
      brightness[i] = bin >= c.white ? 1.0f : (float)dim;
      whitening[i] = ck_whitening((float)level, c.highlights);
    }
    for (size_t i = 0; i < run; i++) {
      levels[bins[first + i]][0] = brightness[i];
      levels[bins[first + i]][1] = whitening[i];
    }
  }
}

CK_INLINE f32x4 colour_at(const float (*table)[4], size_t place) {
  f32x4 result;
  memcpy(&result, table[place], sizeof result);
  return result;
}

CK_INLINE void light_pixels(
    const ck_lit_pixel *pixels, size_t count, const ck_tone_tables *tables, const bool by_bin,
    uint8_t *picture) {
  const float(*restrict levels)[2] = tables->levels, (*restrict palette)[4] = tables->palette;
  const float *restrict linear = tables->linear;
  const uint8_t *restrict encoded = tables->encoded;
  for (size_t i = 0; i < count; i++) {
    const ck_lit_pixel lit = pixels[i];
    const float brightness = levels[lit.bin][0], whitening = levels[lit.bin][1];
    const f32x4 plain = colour_at(palette, by_bin ? (size_t)(int32_t)(brightness * 255.0f) : lit.coordinate);
    const f32x4 shining = plain + (1.0f - plain) * whitening;
    uint8_t *pixel = picture + 3 * (size_t)lit.pixel;
    const f32x4 behind = {linear[pixel[0]], linear[pixel[1]], linear[pixel[2]], 0};
    const f32x4 mixed = (behind + (shining - behind) * brightness) * (float)CK_ENCODING_STEPS + 0.5f;
    const i32x4 place = __builtin_convertvector(mixed, i32x4);
    pixel[0] = encoded[(uint32_t)place[0]];
    pixel[1] = encoded[(uint32_t)place[1]];
    pixel[2] = encoded[(uint32_t)place[2]];
  }
}

static void tone_light(
    const ck_lit_pixel *pixels, size_t count, const ck_tone_tables *tables, bool by_bin, uint8_t *picture) {
  if (by_bin) {
    light_pixels(pixels, count, tables, true, picture);
  } else {
    light_pixels(pixels, count, tables, false, picture);
  }
}

#endif
