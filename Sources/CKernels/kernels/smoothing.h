// Density-adaptive smoothing: plain loops over rows, which compilers vectorise at every level.
//
// Spread cells have fewer than 8 hits, so that their sums fit into 32 bits, hits above bit 20 and colours below:
// at most 512 hits and 512 * 255 of colour meet in one cell. Kernels are applied along columns first and then along rows.
#ifndef FERNERY_CK_KERNELS_SMOOTHING
#define FERNERY_CK_KERNELS_SMOOTHING

#include "ck_smoothing.h"

#include "common.h"

#define SPREAD_SHIFT 20

/// The memory of one row: its hits, and its cells by what becomes of them. Those that are spread begin CK_SMOOTHING_REACH before
/// column 0.
typedef struct {
  uint32_t *hits, *cone, *narrow, *sharp;
} kept_row;

/// The place of a row, of which -2 is the first that is asked for.
CK_INLINE kept_row row_at(const ck_smoothing *s, int32_t y) {
  const size_t length = ck_smoothing_row(s->grid.width);
  uint32_t *first = s->scratch + ((uint32_t)y % CK_SMOOTHING_RING) * 4 * length;
  return (kept_row){first, first + length, first + 2 * length, first + 3 * length};
}

/// Memory for sums: four rows.
CK_INLINE uint32_t *sums_row(const ck_smoothing *s, int place) {
  return s->scratch + (4 * CK_SMOOTHING_RING + (size_t)place) * ck_smoothing_row(s->grid.width);
}

CK_INLINE void count_row(const uint64_t *restrict cells, const size_t length, uint32_t *restrict hits) {
  for (size_t i = 0; i < length; i++) hits[i] = ck_cell_hits(cells[i]);
}

/// Decides what becomes of a row's cells, from its hits and those above and below; returns how many are hit.
CK_INLINE uint32_t sort_row(
    const uint64_t *restrict cells, const size_t width, const uint32_t *restrict above, const uint32_t *restrict hits,
    const uint32_t *restrict below, uint32_t *restrict sum, uint32_t *restrict cone, uint32_t *restrict narrow,
    uint32_t *restrict sharp, bool *is_spread) {
  for (size_t i = 0; i < width + 2; i++) sum[i] = above[i] + hits[i] + below[i];
  for (size_t i = 1; i <= width; i++) {
    cone[CK_SMOOTHING_REACH + i] = (hits[i] << SPREAD_SHIFT) + ((uint32_t)cells[i] & ((1u << SPREAD_SHIFT) - 1));
  }
  uint32_t occupied = 0, spread = 0;
  for (size_t i = 1; i <= width; i++) {
    const uint32_t around = sum[i - 1] + sum[i] + sum[i + 1], packed = cone[CK_SMOOTHING_REACH + i];
    const uint32_t stays = (hits[i] >= CK_SHARP_FROM ? ~0u : 0) | (around >= CK_DENSE_FROM ? ~0u : 0);
    const uint32_t is_narrow = (hits[i] >= CK_NARROW_FROM ? ~0u : 0) | (around >= CK_SPARSE_BELOW ? ~0u : 0);
    const uint32_t leaves = packed & ~stays;
    sharp[i] = stays;
    narrow[CK_SMOOTHING_REACH + i] = leaves & is_narrow;
    cone[CK_SMOOTHING_REACH + i] = leaves & ~is_narrow;
    spread |= leaves;
    occupied += hits[i] > 0 ? 1 : 0;
  }
  *is_spread = spread != 0;
  return occupied;
}

/// The sums along columns: the values that a row's cells receive, by the distance in columns.
CK_INLINE void sum_columns(
    const ck_smoothing *s, const int32_t y, const size_t length, uint32_t *restrict off0, uint32_t *restrict off1,
    uint32_t *restrict off2) {
#define AT(d) row_at(s, y + (d))
  const uint32_t *restrict c0 = AT(0).cone, *restrict n0 = AT(0).narrow;
  const uint32_t *restrict up1 = AT(-1).cone, *restrict up2 = AT(-2).cone, *restrict up3 = AT(-3).cone;
  const uint32_t *restrict down1 = AT(1).cone, *restrict down2 = AT(2).cone, *restrict down3 = AT(3).cone;
  const uint32_t *restrict n_up = AT(-1).narrow, *restrict n_down = AT(1).narrow;
#undef AT
  for (size_t i = 0; i < length; i++) {
    const uint32_t one = up1[i] + down1[i], two = up2[i] + down2[i], three = up3[i] + down3[i];
    const uint32_t narrow = (n_up[i] + n_down[i] + 2 * n0[i]) << 2;
    const uint32_t near = one + c0[i];
    off2[i] = two + 2 * near;
    off1[i] = 2 * two + (2 * near + near) + narrow;
    off0[i] = three + 2 * two + (2 * one + one) + (c0[i] << 3) + 2 * narrow;
  }
}

/// A row's smoothed cells from the sums along columns, and from the sharp cells themselves; `smoothed` is column 1.
///
/// Returns whether a cell has more hits than are counted.
CK_INLINE bool add_rows(
    const uint64_t *restrict cells, const size_t width, const uint32_t *restrict hits, const uint32_t *restrict sharp,
    const uint32_t *restrict cone, uint32_t *restrict off0, const uint32_t *restrict off1,
    const uint32_t *restrict off2, uint64_t *restrict smoothed) {
  uint32_t most = 0;
  for (size_t i = 1; i <= width; i++) {
    const size_t j = i + CK_SMOOTHING_REACH;
    off0[j] += (off1[j - 1] + off1[j + 1]) + (off2[j - 2] + off2[j + 2]) + (cone[j - 3] + cone[j + 3]);
    most |= hits[i] > CK_MOST_HITS ? ~0u : 0;
  }
  for (size_t i = 1; i <= width; i++) {
    const uint64_t sum = off0[i + CK_SMOOTHING_REACH];
    // Hits move up from bit 20 to bit 36; colours stay.
    const uint64_t spread = (sum >> SPREAD_SHIFT) << CK_HIT_SHIFT | (sum & ((1u << SPREAD_SHIFT) - 1));
    smoothed[i - 1] = spread + ((cells[i] << 6) & (uint64_t)(int64_t)(int32_t)sharp[i]);
  }
  return most != 0;
}

/// Writes a row into which nothing is spread.
CK_INLINE bool multiply_row(
    const uint64_t *restrict cells, const size_t width, const uint32_t *restrict hits, uint64_t *restrict smoothed) {
  uint32_t most = 0;
  for (size_t i = 1; i <= width; i++) most |= hits[i] > CK_MOST_HITS ? ~0u : 0;
  for (size_t i = 1; i <= width; i++) smoothed[i - 1] = cells[i] << 6;
  return most != 0;
}

/// Puts CK_MOST_HITS of the same mean colour in the place of more.
static void saturate(const uint64_t *cells, const size_t width, uint64_t *smoothed) {
  for (size_t i = 1; i <= width; i++) {
    const uint64_t hits = ck_cell_hits(cells[i]);
    if (hits <= CK_MOST_HITS) continue;
    uint64_t mean = ck_cell_colours(cells[i]) / hits;
    if (mean > 255) mean = 255;
    const uint64_t most = (ck_cell_hit((uint32_t)mean) * CK_MOST_HITS) << 6;
    smoothed[i - 1] += most - (cells[i] << 6);
  }
}

static void smooth_row(ck_smoothing *s, int32_t row, uint64_t *smoothed) {
  const int32_t y = row + 1;
  const size_t width = (size_t)s->grid.width, stride = width + 2;
  for (; s->looked_at < y + CK_SMOOTHING_REACH; s->looked_at++) {
    const int32_t next = s->looked_at + 1;
    const kept_row r = row_at(s, next), below = row_at(s, next + 1);
    const uint32_t bit = 1u << (next % CK_SMOOTHING_RING);
    bool is_spread = false;
    if (next <= s->grid.height) {
      const uint64_t *cells = s->cells + (size_t)next * stride;
      if (next == 1) {
        count_row(cells - stride, stride, row_at(s, 0).hits);
        count_row(cells, stride, r.hits);
      }
      count_row(cells + stride, stride, below.hits);
      s->occupied += sort_row(
          cells, width, row_at(s, next - 1).hits, r.hits, below.hits, sums_row(s, 0), r.cone, r.narrow, r.sharp, &is_spread);
    } else if (s->spread & bit) {
      // Below the picture nothing is spread.
      memset(r.cone, 0, ck_smoothing_row(s->grid.width) * sizeof *r.cone);
      memset(r.narrow, 0, ck_smoothing_row(s->grid.width) * sizeof *r.narrow);
    }
    s->spread = is_spread ? s->spread | bit : s->spread & ~bit;
  }
  const uint64_t *from = s->cells + (size_t)y * stride;
  // One row of the ring lies beyond the cone's reach.
  const bool is_spread = (s->spread & ~(1u << ((uint32_t)(y + CK_SMOOTHING_REACH + 1) % CK_SMOOTHING_RING))) != 0;
  const kept_row here = row_at(s, y);
  bool is_beyond;
  if (is_spread) {
    uint32_t *off0 = sums_row(s, 1), *off1 = sums_row(s, 2), *off2 = sums_row(s, 3);
    sum_columns(s, y, ck_smoothing_row(s->grid.width), off0, off1, off2);
    is_beyond = add_rows(from, width, here.hits, here.sharp, here.cone, off0, off1, off2, smoothed);
  } else {
    is_beyond = multiply_row(from, width, here.hits, smoothed);
  }
  if (is_beyond) saturate(from, width, smoothed);
}

#endif
