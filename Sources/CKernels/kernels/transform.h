// Affine maps, row by row: exact places in double, taps copied in runs of neighbours, interpolation in float32.
//
// A float32 value tells the truncated byte unless a whole number lies within its error bound; those few bytes are then
// calculated in double. With fractions rounded to 2^-25 and values below 2^8, each of the two inner mixtures is wrong by
// less than 2^-17 (product) + 2^-17 (sum) + 255 * 2^-25, and the outer one adds as much and 2^-17 for its difference:
// together below 6e-5.
#ifndef FERNERY_CK_KERNELS_TRANSFORM
#define FERNERY_CK_KERNELS_TRANSFORM

#include "ck_ipmix_affine.h"
#include "common.h"
#include "places.h"
#include "rows.h"
#if CK_AVX2
#include "transform_pixels.h"
#endif

#define UNCERTAINTY 1e-4f

/// Columns that are worked on at once, and what is kept free behind them for whole registers.
#define TRANSFORM_RUN 256
#define TRANSFORM_SPARE 32

/// The places of one run of columns and where neighbours end.
typedef struct {
  float across[TRANSFORM_RUN + TRANSFORM_SPARE], down[TRANSFORM_RUN + TRANSFORM_SPARE];
  int32_t x[TRANSFORM_RUN + TRANSFORM_SPARE], y[TRANSFORM_RUN + TRANSFORM_SPARE];
  int32_t starts[TRANSFORM_RUN + 1];
  int32_t parts;
} run_of_places;

CK_INLINE void find_places(
    run_of_places *run, const ck_ipmix_matrix *m, double row_x, double row_y, int32_t first, int32_t count,
    int32_t width) {
  const int32_t padded = (count + TRANSFORM_SPARE - 1) / TRANSFORM_SPARE * TRANSFORM_SPARE;
  for (int32_t i = 0; i < padded; i++) {
    const double centre = (double)(first + i) + 0.5;
    const double x = ((m->a * centre + row_x) + m->c) - 0.5, y = ((m->d * centre + row_y) + m->f) - 0.5;
    // Places are inside, so the floor is what truncation gives, or -1. There the fraction is left below 0: both taps are
    // clamped to one byte, so it does not matter, and it tells the case.
    const int32_t whole_x = (int32_t)x, whole_y = (int32_t)y;
    run->x[i] = whole_x;
    run->y[i] = whole_y;
    run->across[i] = (float)(x - (double)whole_x);
    run->down[i] = (float)(y - (double)whole_y);
  }
  uint8_t ends[TRANSFORM_RUN + TRANSFORM_SPARE];
  for (int32_t i = 0; i < padded; i++) {
    const int32_t next = run->x[i + 1];
    const int32_t parted = (next ^ (run->x[i] + 1)) | (run->y[i + 1] ^ run->y[i]);
    // A pixel at the edge has both taps on one byte.
    ends[i] = (parted != 0) | (run->across[i] < 0) | (next >= width - 1)
        | ((run->down[i] < 0) ^ (run->down[i + 1] < 0));
  }
  int32_t parts = 0;
  run->starts[parts++] = 0;
  for (int32_t i = 0; i < count - 1; i += 8) {
    uint64_t flags;
    memcpy(&flags, ends + i, 8);
    while (flags != 0) {
      const int32_t at = i + (__builtin_ctzll(flags) >> 3);
      flags &= flags - 1;
      if (at < count - 1) run->starts[parts++] = at + 1;
    }
  }
  run->parts = parts;
  run->starts[parts] = count;
}

typedef struct {
  uint8_t upper_left[TRANSFORM_RUN + TRANSFORM_SPARE], upper_right[TRANSFORM_RUN + TRANSFORM_SPARE];
  uint8_t lower_left[TRANSFORM_RUN + TRANSFORM_SPARE], lower_right[TRANSFORM_RUN + TRANSFORM_SPARE];
} run_of_taps;

/// Whole registers: what is copied beyond a part's end is overwritten by the next one's.
CK_INLINE void copy_part(uint8_t *to, const uint8_t *from, int32_t count) {
  for (int32_t i = 0; i < count; i += 16) memcpy(to + i, from + i, 16);
}

CK_INLINE void find_taps(
    run_of_taps *taps, const run_of_places *run, const uint8_t *plane, int32_t height, int32_t width) {
  for (int32_t part = 0; part < run->parts; part++) {
    const int32_t start = run->starts[part], count = run->starts[part + 1] - start;
    const int32_t x = run->across[start] < 0 ? -1 : run->x[start], y = run->down[start] < 0 ? -1 : run->y[start];
    const uint8_t *upper = plane + (size_t)(y < 0 ? 0 : y) * (size_t)width;
    const uint8_t *lower = plane + (size_t)(y + 1 < height ? y + 1 : height - 1) * (size_t)width;
    const int32_t left = x < 0 ? 0 : x, right = x + 1 < width ? x + 1 : width - 1;
    copy_part(taps->upper_left + start, upper + left, count);
    copy_part(taps->upper_right + start, upper + right, count);
    copy_part(taps->lower_left + start, lower + left, count);
    copy_part(taps->lower_right + start, lower + right, count);
  }
}

/// Interpolates `padded` bytes and marks those near a whole number; returns whether there are some.
CK_INLINE bool interpolate(
    const run_of_taps *restrict taps, const run_of_places *restrict run, int32_t padded, uint8_t *restrict result,
    uint8_t *restrict near) {
  int32_t any = 0;
#pragma clang loop vectorize_width(16)
  for (int32_t i = 0; i < padded; i++) {
    const float a = (float)(int32_t)taps->upper_left[i], b = (float)(int32_t)taps->upper_right[i];
    const float c = (float)(int32_t)taps->lower_left[i], d = (float)(int32_t)taps->lower_right[i];
    const float above = a + (b - a) * run->across[i], below = c + (d - c) * run->across[i];
    // Raised, so that it truncates to the byte unless a whole number lies within the uncertainty on either side.
    const float value = (above + (below - above) * run->down[i]) + UNCERTAINTY;
    const int32_t whole = (int32_t)value;
    const int32_t is_near = value - (float)whole < 2 * UNCERTAINTY ? -1 : 0;
    result[i] = (uint8_t)whole;
    near[i] = (uint8_t)is_near;
    any |= is_near;
  }
  return any != 0;
}

/// Keeps the marks of bytes that are undecided: four equal taps give their own value, exactly.
CK_INLINE void keep_undecided(const run_of_taps *restrict taps, int32_t padded, uint8_t *restrict near) {
  for (int32_t i = 0; i < padded; i++) {
    const uint8_t p = taps->upper_left[i];
    near[i] &= (p ^ taps->upper_right[i]) | (p ^ taps->lower_left[i]) | (p ^ taps->lower_right[i]);
  }
}

CK_INLINE void transform_run(
    ck_ipmix_planes planes, const ck_ipmix_matrix *m, int32_t row, int32_t first, int32_t count) {
  const double y = (double)row + 0.5;
  const size_t plane = (size_t)planes.height * (size_t)planes.width;
  const int32_t padded = (count + TRANSFORM_SPARE - 1) / TRANSFORM_SPARE * TRANSFORM_SPARE;
  run_of_places run;
  run_of_taps taps;
  uint8_t result[TRANSFORM_RUN + TRANSFORM_SPARE], undecided[TRANSFORM_RUN + TRANSFORM_SPARE];
  run.x[padded] = run.y[padded] = 0;
  run.down[padded] = 0;
  find_places(&run, m, m->b * y, m->e * y, first, count, planes.width);
  for (int32_t channel = 0; channel < planes.channels; channel++) {
    const uint8_t *source = planes.source + (size_t)channel * plane;
    find_taps(&taps, &run, source, planes.height, planes.width);
    if (interpolate(&taps, &run, padded, result, undecided)) {
      keep_undecided(&taps, padded, undecided);
      for (int32_t i = 0; i < count; i += 8) {
        uint64_t flags;
        memcpy(&flags, undecided + i, 8);
        while (flags != 0) {
          const int32_t byte = __builtin_ctzll(flags) >> 3, at = i + byte;
          flags &= ~((uint64_t)255 << (8 * byte));
          if (at < count) result[at] = exact_byte(source, planes.height, planes.width, m, row, first + at);
        }
      }
    }
    memcpy(planes.target + (size_t)channel * plane + (size_t)row * (size_t)planes.width + (size_t)first, result,
           (size_t)count);
  }
}

CK_INLINE void transform_planes(ck_ipmix_planes planes, ck_ipmix_matrix matrix) {
  const ck_ipmix_matrix *m = &matrix;
  const int32_t width = planes.width;
  const size_t plane = (size_t)planes.height * (size_t)width;
  const ck_slopes slopes = slopes_of(m);
  for (int32_t row = planes.first_row; row < planes.end_row; row++) {
    if (!turns_little(m)) {
      exact_columns(planes, m, row, 0, width);
      continue;
    }
    const ck_columns inside = columns_inside(m, slopes, row, planes.height, width);
    for (int32_t channel = 0; channel < planes.channels; channel++) {
      uint8_t *target = planes.target + (size_t)channel * plane + (size_t)row * (size_t)width;
      clear_row(target, (size_t)inside.low);
      clear_row(target + inside.high, (size_t)(width - inside.high));
    }
    for (int32_t first = inside.low; first < inside.high; first += TRANSFORM_RUN) {
      transform_run(planes, m, row, first, inside.high - first < TRANSFORM_RUN ? inside.high - first : TRANSFORM_RUN);
    }
  }
}

static void transform(ck_ipmix_planes planes, ck_ipmix_matrix matrix) {
#if CK_AVX2
  const int32_t rows = planes.channels != 3 ? 0 : rows_at_once(planes, &matrix);
  if (rows > 0 && turns_little(&matrix)) return transform_pixels(planes, &matrix, rows);
#endif
  transform_planes(planes, matrix);
}

#endif
