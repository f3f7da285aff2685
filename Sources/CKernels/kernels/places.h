// The source positions of an affine map, in double, as in Pillow. Private to CKernels.
#ifndef FERNERY_CK_KERNELS_PLACES
#define FERNERY_CK_KERNELS_PLACES

#include "ck_ipmix_affine.h"
#include "taps.h"

CK_INLINE double place_x(const ck_ipmix_matrix *m, double row_x, int32_t column) {
  return (m->a * ((double)column + 0.5) + row_x) + m->c;
}

CK_INLINE double place_y(const ck_ipmix_matrix *m, double row_y, int32_t column) {
  return (m->d * ((double)column + 0.5) + row_y) + m->f;
}

/// One byte, in double; 0 outside.
static uint8_t exact_byte(
    const uint8_t *plane, int32_t height, int32_t width, const ck_ipmix_matrix *m, int32_t row, int32_t column) {
  const double y = (double)row + 0.5;
  const double x_place = place_x(m, m->b * y, column), y_place = place_y(m, m->e * y, column);
  if (!(x_place >= 0 && x_place < (double)width && y_place >= 0 && y_place < (double)height)) return 0;
  const ck_tap across = tap_at(x_place, width), down = tap_at(y_place, height);
  const uint8_t *upper = plane + (size_t)down.first * (size_t)width;
  const uint8_t *lower = plane + (size_t)down.second * (size_t)width;
  const double above = mix_taps(upper[across.first], upper[across.second], across.fraction);
  const double below = mix_taps(lower[across.first], lower[across.second], across.fraction);
  return (uint8_t)(int32_t)(above + (below - above) * down.fraction);
}

/// The first column at which a place, which only grows (or only falls) with the column, has passed `limit`.
///
/// The guess is hardly ever wrong by more than one column: loops over vectors would only cost.
#define FIRST_COLUMN(name, place, passed)                                                                        \
  CK_INLINE int32_t name(const ck_ipmix_matrix *m, double row_part, double guess, double limit, int32_t width) { \
    int32_t column = !(guess > 0) ? 0 : guess < (double)width ? (int32_t)guess : width;                          \
    _Pragma("clang loop vectorize(disable) unroll(disable)")                                                     \
    while (column > 0 && place(m, row_part, column - 1) passed limit) column--;                                  \
    _Pragma("clang loop vectorize(disable) unroll(disable)")                                                     \
    while (column < width && !(place(m, row_part, column) passed limit)) column++;                               \
    return column;                                                                                               \
  }

FIRST_COLUMN(first_x_at_least, place_x, >=)
FIRST_COLUMN(first_y_at_least, place_y, >=)
FIRST_COLUMN(first_y_below, place_y, <)

/// Whether neighbours stay neighbours and the columns of a row that are inside lie together: d of 0 would make no column
/// the first.
CK_INLINE bool turns_little(const ck_ipmix_matrix *m) {
  return m->a > 0.7 && m->a < 1.5 && m->d != 0 && m->d > -0.8 && m->d < 0.8;
}

/// Columns from `low` to before `high`.
typedef struct {
  int32_t low, high;
} ck_columns;

/// 1 / a and 1 / d.
typedef struct {
  double inverse_a, inverse_d;
} ck_slopes;

CK_INLINE ck_slopes slopes_of(const ck_ipmix_matrix *m) { return (ck_slopes){1 / m->a, 1 / m->d}; }

/// The columns of a row whose places are inside, for a map that turns little.
CK_INLINE ck_columns columns_inside(
    const ck_ipmix_matrix *m, ck_slopes slopes, int32_t row, int32_t height, int32_t width) {
  const double y = (double)row + 0.5;
  const double row_x = m->b * y, row_y = m->e * y;
  const double origin_x = -(row_x + m->c), origin_y = -(row_y + m->f);
  int32_t low = first_x_at_least(m, row_x, origin_x * slopes.inverse_a, 0, width);
  int32_t high = first_x_at_least(m, row_x, (origin_x + (double)width) * slopes.inverse_a, (double)width, width);
  const double at_top = origin_y * slopes.inverse_d, at_bottom = (origin_y + (double)height) * slopes.inverse_d;
  int32_t enters, leaves;
  if (m->d > 0) {
    enters = first_y_at_least(m, row_y, at_top, 0, width);
    leaves = first_y_at_least(m, row_y, at_bottom, (double)height, width);
  } else {
    enters = first_y_below(m, row_y, at_bottom, (double)height, width);
    leaves = first_y_below(m, row_y, at_top, 0, width);
  }
  low = low < enters ? enters : low;
  high = high > leaves ? leaves : high;
  return (ck_columns){low, high < low ? low : high};
}

/// All channels of some columns of a row, in double.
CK_INLINE void exact_columns(
    ck_ipmix_planes planes, const ck_ipmix_matrix *m, int32_t row, int32_t low, int32_t high) {
  const size_t plane = (size_t)planes.height * (size_t)planes.width;
  for (int32_t channel = 0; channel < planes.channels; channel++) {
    const uint8_t *source = planes.source + (size_t)channel * plane;
    uint8_t *target = planes.target + (size_t)channel * plane + (size_t)row * (size_t)planes.width;
    for (int32_t i = low; i < high; i++) target[i] = exact_byte(source, planes.height, planes.width, m, row, i);
  }
}

#endif
