// Coloured buckets in 32 bits, of which more stay in the cache: hits from bit 20 up, the sum of colour coordinates below.
//
// 4,096 hits of at most 255 fill the bits below and no more. The hit that carries out of bit 31 empties the bucket into the
// large one. Private to CKernels.
#ifndef FERNERY_CK_KERNELS_BUCKETS
#define FERNERY_CK_KERNELS_BUCKETS

#include "ck_chaos_game.h"
#include "common.h"

#define CK_PACKED_SHIFT 20
#define CK_PACKED_HIT (1u << CK_PACKED_SHIFT)
#define CK_PACKED_COLOURS (CK_PACKED_HIT - 1)

/// Adds a hit and its colour to one bucket.
CK_INLINE void add_packed(
    uint32_t *packed, uint64_t *buckets, uint32_t cell, uint32_t hit) {
  uint32_t sum;
  if (__builtin_expect(__builtin_add_overflow(packed[cell], hit, &sum), 0)) {
    buckets[cell] += ((uint64_t)1 << (CK_HIT_SHIFT + 32 - CK_PACKED_SHIFT)) + sum;
    sum = 0;
  }
  packed[cell] = sum;
}

/// Empties all buckets into the large ones.
static void unpack_buckets(ck_grid grid, const uint32_t *restrict packed, uint64_t *restrict buckets) {
  const size_t count = ((size_t)grid.height + 2) * ((size_t)grid.width + 2);
  for (size_t i = 0; i < count; i++) {
    buckets[i] += (uint64_t)(packed[i] >> CK_PACKED_SHIFT) << CK_HIT_SHIFT | (packed[i] & CK_PACKED_COLOURS);
  }
}

/// The use of the points of a game.
typedef enum { COUNT_HITS, ADD_COLOUR, ADD_PACKED, TRACE_POINTS } game_purpose;

/// Their cells.
typedef struct {
  ck_grid grid;
  uint32_t *counts;
  uint64_t *buckets;
  uint32_t *packed;
  float *x, *y;
} game_target;

/// Counts one point, whose cell and colour are known.
CK_INLINE void add_point(game_purpose purpose, const game_target *to, uint32_t cell, uint32_t colour) {
  if (purpose == COUNT_HITS) {
    to->counts[cell] += 1;
  } else if (purpose == ADD_PACKED) {
    add_packed(to->packed, to->buckets, cell, CK_PACKED_HIT + colour);
  } else {
    to->buckets[cell] += ck_cell_hit(colour);
  }
}

#endif
