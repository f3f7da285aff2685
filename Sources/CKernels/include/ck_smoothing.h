#ifndef FERNERY_CK_SMOOTHING_H
#define FERNERY_CK_SMOOTHING_H

#include <stddef.h>
#include <stdint.h>

#include "ck_chaos_game.h"

/// Cells with as many hits or more stay sharp.
#define CK_SHARP_FROM 8
/// Cells with as many hits or more are spread over 3 x 3 cells, others over the cone.
#define CK_NARROW_FROM 2
/// Surroundings of nine cells with as many hits or more keep their cells sharp.
#define CK_DENSE_FROM 27
/// Surroundings of nine cells with as many hits or more are not spread over the cone.
#define CK_SPARSE_BELOW 5
/// No cell counts more hits than these: 64 times as many still fit into a coloured bucket.
#define CK_MOST_HITS (1u << 21)

/// A grid of coloured buckets that is smoothed row after row.
typedef struct {
  ck_grid grid;
  const uint64_t *cells;
  uint32_t *scratch;   ///< ck_smoothing_scratch(grid.width) numbers
  int32_t looked_at;   ///< rows that were looked at
  uint32_t spread;     ///< a bit for each row that is kept: whether cells of it are spread
  size_t occupied;     ///< how many pixels of the rows that were looked at are hit
} ck_smoothing;

/// Cells beside a row, which hold 0: the cone's reach.
#define CK_SMOOTHING_REACH 3
/// Rows that are kept: those of the cone, and a power of two.
#define CK_SMOOTHING_RING 8

/// The numbers of a row of `width` pixels with all that is beside them.
static inline size_t ck_smoothing_row(int32_t width) { return (size_t)width + 2 + 2 * CK_SMOOTHING_REACH; }

/// How many numbers of scratch memory the smoothing of rows so wide takes: four a row that is kept, and four rows of sums.
static inline size_t ck_smoothing_scratch(int32_t width) {
  return (4 * CK_SMOOTHING_RING + 4) * ck_smoothing_row(width);
}

#endif
