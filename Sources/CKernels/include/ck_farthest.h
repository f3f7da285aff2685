#ifndef FERNERY_CK_FARTHEST_H
#define FERNERY_CK_FARTHEST_H

#include <stddef.h>
#include <stdint.h>

#include "ck_levels.h"

/// Bytes of one row, whatever its meaning.
#define CK_ROW_BYTES 128

/// Lowers each row's squared distance to the nearest chosen row by the newly chosen row `centre`.
///
/// `nearest[i]` becomes min(nearest[i], |rows[i] - centre|^2), at most 128 * 255^2. Returns the index of the row that is
/// then farthest from all chosen ones, the first of equals. Sums of whole numbers: every level gives the same.
size_t ck_farthest_update(
    ck_level level, const uint8_t *rows, size_t count, const uint8_t *centre, uint32_t *nearest);

/// The least squared distance of `row` to any of `rows`; the largest number if there are none.
uint32_t ck_nearest(ck_level level, const uint8_t *rows, size_t count, const uint8_t *row);

#endif
