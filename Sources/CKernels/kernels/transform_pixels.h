// Affine maps of colour pictures with AVX2: pixels of four bytes, so that one load brings two neighbours with all their
// channels. Private to CKernels.
//
// Lines of the source are woven into pixels (red, green, blue, 0) with a border of the clamped neighbours around the
// picture, and places are whole numbers of 2^-32 pixels that grow by the same step from column to column. Rounded to
// 2^-33 a step, they are wrong by less than 2^-23 in 1,024 columns, and their fractions lose another 2^-24: 1.8e-7. A place
// that falls on the other side of a whole pixel for it makes no difference beyond that, since the mixture is continuous
// there. With fused multiply-adds each of the two mixtures is wrong by less than 2^-17 for each of its two roundings and
// by 255 * 1.8e-7; the outer one adds the inner one's error and 2^-17 for what is added to it: together below 1.4e-4. Where
// a whole number lies within the uncertainty, the byte is calculated in double.
#ifndef FERNERY_CK_KERNELS_TRANSFORM_PIXELS
#define FERNERY_CK_KERNELS_TRANSFORM_PIXELS

#include "ck_ipmix_affine.h"
#include "places.h"
#include "rows.h"

#define PIXEL_UNCERTAINTY 2e-4f

/// Woven lines that are held at once, in bytes, and the room behind them for whole registers.
#define LINE_BYTES 40960
#define LINE_SPARE 64

typedef struct {
  uint8_t bytes[LINE_BYTES + LINE_SPARE];
  int32_t first;  ///< the source's row in the first line, -1 for the border
  int32_t stride;
} woven_lines;

/// Weaves the lines from `first` to `last`; what a line writes beyond its end is overwritten by the next one's.
CK_INLINE void weave_lines(woven_lines *lines, ck_ipmix_planes planes, int32_t first, int32_t last) {
  const size_t plane = (size_t)planes.height * (size_t)planes.width, width = (size_t)planes.width;
  const __m128i none = _mm_setzero_si128();
  lines->first = first;
  for (int32_t line = first; line <= last; line++) {
    const int32_t row = line < 0 ? 0 : line < planes.height ? line : planes.height - 1;
    const uint8_t *red = planes.source + (size_t)row * width, *green = red + plane, *blue = green + plane;
    uint8_t *to = lines->bytes + (size_t)(line - first) * (size_t)lines->stride;
    for (size_t x = 0; x < width; x += 16) {
      const __m128i r = _mm_loadu_si128((const __m128i *)(red + x)), g = _mm_loadu_si128((const __m128i *)(green + x));
      const __m128i b = _mm_loadu_si128((const __m128i *)(blue + x));
      const __m128i front = _mm_unpacklo_epi8(r, g), back = _mm_unpackhi_epi8(r, g);
      const __m128i blue_front = _mm_unpacklo_epi8(b, none), blue_back = _mm_unpackhi_epi8(b, none);
      __m128i *pixels = (__m128i *)(to + 4 * (x + 1));
      _mm_storeu_si128(pixels, _mm_unpacklo_epi16(front, blue_front));
      _mm_storeu_si128(pixels + 1, _mm_unpackhi_epi16(front, blue_front));
      _mm_storeu_si128(pixels + 2, _mm_unpacklo_epi16(back, blue_back));
      _mm_storeu_si128(pixels + 3, _mm_unpackhi_epi16(back, blue_back));
    }
    memcpy(to, to + 4, 4);
    memcpy(to + 4 * (width + 1), to + 4 * width, 4);
  }
}

/// Columns whose places are found before any is mixed, so that the one does not wait for the other.
#define COLUMNS 256

/// The positions of some columns' pixels in the lines, and their fractions.
typedef struct {
  uint32_t offsets[COLUMNS];
  float across[COLUMNS], down[COLUMNS];
} column_places;

/// 2^-32 pixels in the order that brings eight whole parts, or eight fractions, together by one shuffle.
typedef struct {
  __m256i first, second;
} eight_steps;

CK_INLINE eight_steps steps_of(int64_t step) {
  return (eight_steps){
      _mm256_setr_epi64x(0, step, 4 * step, 5 * step), _mm256_setr_epi64x(2 * step, 3 * step, 6 * step, 7 * step)};
}

CK_INLINE void split_places(int64_t start, eight_steps steps, __m256i *whole, float fractions[8]) {
  const __m256i base = _mm256_set1_epi64x(start);
  const __m256 a = _mm256_castsi256_ps(_mm256_add_epi64(base, steps.first));
  const __m256 b = _mm256_castsi256_ps(_mm256_add_epi64(base, steps.second));
  *whole = _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xDD));
  const __m256i low = _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88));
  _mm256_storeu_ps(
      fractions, _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_srli_epi32(low, 8)), _mm256_set1_ps(0x1p-24f)));
}

/// The places of `count` columns, 8 or more, that begin at (`x`, `y`) of the lines.
CK_INLINE void find_columns(
    column_places *places, int32_t stride, int32_t count, int64_t x, int64_t y, int64_t step_x, int64_t step_y) {
  const eight_steps steps_x = steps_of(step_x), steps_y = steps_of(step_y);
  for (int32_t i = 0;; i += 8) {
    if (i + 8 > count) i = count - 8;  // the last eight overlap those before
    __m256i whole_x, whole_y;
    split_places(x + i * step_x, steps_x, &whole_x, places->across + i);
    split_places(y + i * step_y, steps_y, &whole_y, places->down + i);
    _mm256_storeu_si256(
        (__m256i *)(places->offsets + i),
        _mm256_add_epi32(_mm256_mullo_epi32(whole_y, _mm256_set1_epi32(stride)), _mm256_slli_epi32(whole_x, 2)));
    if (i + 8 == count) return;
  }
}

CK_INLINE __m256 two_pixels(const uint8_t *from) {
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)from)));
}

/// A pixel and its right neighbour, and what those below have more.
typedef struct {
  __m256 upper, more;
} pixel_taps;

CK_INLINE pixel_taps taps_of(const woven_lines *lines, const column_places *places, int32_t column) {
  const uint8_t *from = lines->bytes + places->offsets[column];
  const __m256 upper = two_pixels(from);
  return (pixel_taps){upper, _mm256_sub_ps(two_pixels(from + lines->stride), upper)};
}

/// Two columns of four channels, mixed.
typedef struct {
  __m256i whole;
  __m256 near;            ///< marks values near a whole number
  __m256 downwards[2];    ///< the differences that were mixed: of each column
  __m256 sideways;        ///< and of both between left and right
} two_columns;

/// Columns `k` and `k` + 4, whose shares stand in the place `k` of each half.
#define MIX_TWO(k)                                                                                                   \
  two_columns two##k;                                                                                                \
  {                                                                                                                  \
    const pixel_taps front = taps_of(lines, places, i + (k)), back = taps_of(lines, places, i + (k) + 4);            \
    const __m256 one = _mm256_fmadd_ps(front.more, _mm256_broadcast_ss(&places->down[i + (k)]), front.upper);        \
    const __m256 other = _mm256_fmadd_ps(back.more, _mm256_broadcast_ss(&places->down[i + (k) + 4]), back.upper);    \
    const __m256 left = _mm256_permute2f128_ps(one, other, 0x20), right = _mm256_permute2f128_ps(one, other, 0x31);  \
    two##k.sideways = _mm256_sub_ps(right, left);                                                                    \
    const __m256 mixed = _mm256_fmadd_ps(two##k.sideways, _mm256_permute_ps(across, (k) * 0x55), left);              \
    const __m256 value = _mm256_add_ps(mixed, raise);                                                                \
    two##k.whole = _mm256_cvttps_epi32(value);                                                                       \
    two##k.near = _mm256_cmp_ps(_mm256_sub_ps(value, _mm256_cvtepi32_ps(two##k.whole)), limit, _CMP_LT_OQ);          \
    two##k.downwards[0] = front.more;                                                                                \
    two##k.downwards[1] = back.more;                                                                                 \
  }

/// Marks of values that are near a whole number and undecided: four equal taps give their own value, exactly, unless the
/// place may have been rounded to another pixel, whose taps then decide.
CK_INLINE __m256i undecided(const two_columns *two, __m256 inner) {
  const __m256 ends = _mm256_or_ps(
      _mm256_permute2f128_ps(two->downwards[0], two->downwards[1], 0x20),
      _mm256_permute2f128_ps(two->downwards[0], two->downwards[1], 0x31));
  const __m256 equal = _mm256_castsi256_ps(_mm256_cmpeq_epi32(
      _mm256_castps_si256(_mm256_or_ps(ends, two->sideways)), _mm256_setzero_si256()));
  return _mm256_castps_si256(_mm256_andnot_ps(_mm256_and_ps(equal, inner), two->near));
}

/// Calculates the marked bytes of columns `first` to `first` + 7 in double.
static __attribute__((noinline)) void decide(
    const uint32_t marks[4][8], ck_ipmix_planes planes, const ck_ipmix_matrix *m, int32_t row, int32_t first) {
  const size_t plane = (size_t)planes.height * (size_t)planes.width;
  for (int32_t i = 0; i < 8; i++) {
    for (int32_t channel = 0; channel < 3; channel++) {
      if (marks[i & 3][(i >> 2) * 4 + channel] == 0) continue;
      const size_t at = (size_t)channel * plane;
      planes.target[at + (size_t)row * (size_t)planes.width + (size_t)(first + i)] =
          exact_byte(planes.source + at, planes.height, planes.width, m, row, first + i);
    }
  }
}

/// Columns `first` to `first` + 7 of a row, whose places are those from `i` on.
CK_INLINE void transform_eight(
    const woven_lines *lines, const column_places *places, int32_t i, ck_ipmix_planes planes, const ck_ipmix_matrix *m,
    int32_t row, int32_t first) {
  const __m256 across = _mm256_loadu_ps(places->across + i);
  const __m256 raise = _mm256_set1_ps(PIXEL_UNCERTAINTY), limit = _mm256_set1_ps(2 * PIXEL_UNCERTAINTY);
  MIX_TWO(0)
  MIX_TWO(1)
  MIX_TWO(2)
  MIX_TWO(3)
  const __m256i bytes =
      _mm256_packus_epi16(_mm256_packus_epi32(two0.whole, two1.whole), _mm256_packus_epi32(two2.whole, two3.whole));
  // Four pixels in each half: channels together, then the halves' next to each other.
  const __m256i sorted = _mm256_shuffle_epi8(
      bytes, _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)));
  const __m128i front = _mm256_castsi256_si128(sorted), back = _mm256_extracti128_si256(sorted, 1);
  const __m128i red_green = _mm_unpacklo_epi32(front, back), blue = _mm_unpackhi_epi32(front, back);
  const size_t plane = (size_t)planes.height * (size_t)planes.width;
  uint8_t *to = planes.target + (size_t)row * (size_t)planes.width + (size_t)first;
  _mm_storel_epi64((__m128i *)to, red_green);
  _mm_storel_epi64((__m128i *)(to + plane), _mm_unpackhi_epi64(red_green, red_green));
  _mm_storel_epi64((__m128i *)(to + 2 * plane), blue);

  // The fourth channel, which is 0, is always near.
  const __m256i colours = _mm256_setr_epi32(-1, -1, -1, 0, -1, -1, -1, 0);
  const __m256 near = _mm256_or_ps(_mm256_or_ps(two0.near, two1.near), _mm256_or_ps(two2.near, two3.near));
  if (_mm256_testz_si256(_mm256_castps_si256(near), colours)) return;
  const __m256 down = _mm256_loadu_ps(places->down + i), edge = _mm256_set1_ps(1e-6f);
  const __m256 far_edge = _mm256_set1_ps(1 - 1e-6f);
  const __m256 inner = _mm256_and_ps(
      _mm256_and_ps(_mm256_cmp_ps(across, edge, _CMP_GT_OQ), _mm256_cmp_ps(across, far_edge, _CMP_LT_OQ)),
      _mm256_and_ps(_mm256_cmp_ps(down, edge, _CMP_GT_OQ), _mm256_cmp_ps(down, far_edge, _CMP_LT_OQ)));
  const __m256i marks0 = undecided(&two0, _mm256_permute_ps(inner, 0x00));
  const __m256i marks1 = undecided(&two1, _mm256_permute_ps(inner, 0x55));
  const __m256i marks2 = undecided(&two2, _mm256_permute_ps(inner, 0xAA));
  const __m256i marks3 = undecided(&two3, _mm256_permute_ps(inner, 0xFF));
  const __m256i any = _mm256_or_si256(_mm256_or_si256(marks0, marks1), _mm256_or_si256(marks2, marks3));
  if (_mm256_testz_si256(any, colours)) return;
  uint32_t marks[4][8];
  _mm256_storeu_si256((__m256i *)marks[0], marks0);
  _mm256_storeu_si256((__m256i *)marks[1], marks1);
  _mm256_storeu_si256((__m256i *)marks[2], marks2);
  _mm256_storeu_si256((__m256i *)marks[3], marks3);
  decide(marks, planes, m, row, first);
}

/// How many rows can be made of the lines that are held at once; 0 where it does not pay.
CK_INLINE int32_t rows_at_once(ck_ipmix_planes planes, const ck_ipmix_matrix *m) {
  const double capacity = (double)(LINE_BYTES / (4 * (planes.width + 2)));
  const double tilt = (m->d < 0 ? -m->d : m->d) * (double)planes.width;
  // Besides the places' extent, a row for each of: the fraction at either end, the lower neighbour, the rounding.
  const double rows = capacity - tilt - 4;
  if (!(m->e > 0.7 && m->e <= 1 && rows >= 8)) return 0;
  return (int32_t)rows;
}

/// The whole number below; what lies beyond 2^30, in either direction, counts as 2^30.
CK_INLINE int32_t floor_of(double value) {
  value = value > -0x1p30 ? value : -0x1p30;
  value = value < 0x1p30 ? value : 0x1p30;
  const int32_t whole = (int32_t)value;
  return (double)whole > value ? whole - 1 : whole;
}

/// In units of 2^-32, rounded.
CK_INLINE int64_t fixed_point(double value) {
  const double scaled = value * 0x1p32;
  return (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

/// The whole map, a few rows at a time.
static void transform_pixels(ck_ipmix_planes planes, const ck_ipmix_matrix *m, int32_t rows) {
  woven_lines lines;
  lines.stride = 4 * (planes.width + 2);
  const size_t plane = (size_t)planes.height * (size_t)planes.width;
  const int64_t step_x = fixed_point(m->a), step_y = fixed_point(m->d);
  const ck_slopes slopes = slopes_of(m);
  column_places places;
  const double ends[] = {place_y(m, 0, 0), place_y(m, 0, planes.width - 1)};
  const double least = ends[0] < ends[1] ? ends[0] : ends[1], most = ends[0] < ends[1] ? ends[1] : ends[0];
  for (int32_t start = planes.first_row; start < planes.end_row; start += rows) {
    const int32_t end = start + rows < planes.end_row ? start + rows : planes.end_row;
    int32_t first = floor_of(least + m->e * ((double)start + 0.5) - 0.5 - 1e-6);
    int32_t last = floor_of(most + m->e * ((double)end - 0.5) - 0.5 + 1e-6) + 1;
    first = first < -1 ? -1 : first < planes.height ? first : planes.height - 1;
    last = last > planes.height ? planes.height : last > first ? last : first + 1;
    weave_lines(&lines, planes, first, last);
    for (int32_t row = start; row < end; row++) {
      const ck_columns inside = columns_inside(m, slopes, row, planes.height, planes.width);
      for (size_t channel = 0; channel < 3; channel++) {
        uint8_t *target = planes.target + channel * plane + (size_t)row * (size_t)planes.width;
        clear_row(target, (size_t)inside.low);
        clear_row(target + inside.high, (size_t)(planes.width - inside.high));
      }
      if (inside.high - inside.low < 8) {
        exact_columns(planes, m, row, inside.low, inside.high);
        continue;
      }
      const double y = (double)row + 0.5;
      // The lines' first column is the border's.
      const int64_t x_start = fixed_point(place_x(m, m->b * y, inside.low) + 0.5);
      const int64_t y_start = fixed_point(place_y(m, m->e * y, inside.low) - 0.5 - (double)first);
      for (int32_t begin = inside.low; begin < inside.high; begin += COLUMNS) {
        // The last columns overlap those before, if they are less than eight.
        if (inside.high - begin < 8) begin = inside.high - 8;
        const int32_t count = inside.high - begin < COLUMNS ? inside.high - begin : COLUMNS;
        const int64_t passed = (int64_t)(begin - inside.low);
        find_columns(
            &places, lines.stride, count, x_start + passed * step_x, y_start + passed * step_y, step_x, step_y);
        for (int32_t i = 0;; i += 8) {
          if (i + 8 > count) i = count - 8;
          transform_eight(&lines, &places, i, planes, m, row, begin + i);
          if (i + 8 == count) break;
        }
      }
    }
  }
}

#endif
