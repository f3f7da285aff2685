// Random lanes of 16 bits, as masks take them: private to CKernels.
#ifndef FERNERY_CK_KERNELS_LANES
#define FERNERY_CK_KERNELS_LANES

#include "common.h"

#define LOW_WORD 0xFFFFFFFFu

/// Writes the lanes of `blocks` blocks, a multiple of 8.
CK_INLINE void philox_lanes(uint64_t key, uint32_t first_block, size_t blocks, uint16_t *restrict lanes) {
  for (size_t start = 0; start < blocks; start += 8) {
    uint32_t block = first_block + (uint32_t)start;
    u64x8 c0, c1 = {0}, c2 = {0}, c3 = {0};
    for (int i = 0; i < 8; i++) c0[i] = (uint32_t)(block + (uint32_t)i);
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
      u64x8 product0 = (c0 & LOW_WORD) * (uint64_t)0xD2511F53u;
      u64x8 product1 = (c2 & LOW_WORD) * (uint64_t)0xCD9E8D57u;
      c0 = (product1 >> 32) ^ c1 ^ (uint64_t)k0;
      c2 = (product0 >> 32) ^ c3 ^ (uint64_t)k1;
      c1 = product1;
      c3 = product0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    u64x8 low = (c0 & LOW_WORD) | (c1 << 32), high = (c2 & LOW_WORD) | (c3 << 32);
    u64x8 front = __builtin_shufflevector(low, high, 0, 8, 1, 9, 2, 10, 3, 11);
    u64x8 back = __builtin_shufflevector(low, high, 4, 12, 5, 13, 6, 14, 7, 15);
    // Lanes are the words' halves in little-endian order.
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(lanes + start * 8, &front, 64);
    memcpy(lanes + start * 8 + 32, &back, 64);
#else
#error "IPMix's masks are laid out for little-endian machines"
#endif
  }
}

/// Lanes that are made at once.
#define MASK_RUN 2048

/// Replaces what stands in `count` places whose lanes are not below the threshold.
typedef void take_places(
    void *values, const uint8_t *source, size_t first, const uint16_t *lanes, size_t count, uint16_t threshold);

/// Has `take` replace values by those of `source`, in `planes` runs of `places` each: place i has lane i in every plane.
CK_INLINE void choose_by_lanes(
    void *values, const uint8_t *source, size_t places, size_t planes, uint64_t key, uint16_t threshold,
    take_places take) {
  uint16_t lanes[MASK_RUN];
  for (size_t start = 0; start < places; start += MASK_RUN) {
    const size_t count = places - start < MASK_RUN ? places - start : MASK_RUN;
    philox_lanes(key, (uint32_t)(start / 8), (count + 63) / 64 * 8, lanes);
    for (size_t plane = 0; plane < planes; plane++) {
      take(values, source, plane * places + start, lanes, count, threshold);
    }
  }
}

#endif
