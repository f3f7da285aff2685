// Coloured buckets in 32 bits, of which more stay in the cache: hits from bit 20 up, the sum of colour coordinates below.
//
// 4,096 hits of at most 255 fill the bits below and no more. The hit that carries out of bit 31 empties the bucket into the
// large one. Private to CKernels.
#ifndef FERNERY_CK_PACKED_H
#define FERNERY_CK_PACKED_H

#include "ck_chaos_game.h"

#define CK_PACKED_SHIFT 20
#define CK_PACKED_HIT (1u << CK_PACKED_SHIFT)
#define CK_PACKED_COLOURS (CK_PACKED_HIT - 1)

/// Adds a hit and its colour to one bucket.
static inline __attribute__((always_inline)) void ck_add_packed(
    uint32_t *packed, uint64_t *buckets, uint32_t cell, uint32_t hit) {
  uint32_t sum;
  if (__builtin_expect(__builtin_add_overflow(packed[cell], hit, &sum), 0)) {
    buckets[cell] += ((uint64_t)1 << (CK_HIT_SHIFT + 32 - CK_PACKED_SHIFT)) + sum;
    sum = 0;
  }
  packed[cell] = sum;
}

/// Empties all buckets into the large ones.
static inline void ck_unpack(ck_grid grid, const uint32_t *restrict packed, uint64_t *restrict buckets) {
  const size_t count = ((size_t)grid.height + 2) * ((size_t)grid.width + 2);
  for (size_t i = 0; i < count; i++) {
    buckets[i] += (uint64_t)(packed[i] >> CK_PACKED_SHIFT) << CK_HIT_SHIFT | (packed[i] & CK_PACKED_COLOURS);
  }
}

#endif
