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

/// How many numbers of scratch memory the smoothing of rows so wide takes.
size_t ck_smoothing_scratch(int32_t width);

/// Begins at the first row.
void ck_smoothing_begin(ck_smoothing *smoothing, ck_grid grid, const uint64_t *cells, uint32_t *scratch);

/// Writes the next row's `grid.width` smoothed buckets, which count hits in 64ths; rows come in order, `row` from 0.
///
/// A sharp cell is multiplied by 64; a narrow one spread by 1 2 1 / 2 4 2 / 1 2 1 times 4; others over the cone, which has
/// 8 64ths in the middle, 3 at squared distances 1 and 2, 2 at 4 and 5, 1 at 8 and 9. What would leave the picture is
/// lost, and the border is read as surroundings alone. Sums are whole numbers: all levels give the same.
void ck_smooth_row(ck_level level, ck_smoothing *smoothing, int32_t row, uint64_t *smoothed);

#endif
