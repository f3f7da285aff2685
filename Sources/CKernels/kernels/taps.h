// Bilinear interpolation in double, as Pillow does it: what the fast kernels fall back on. Private to CKernels.
#ifndef FERNERY_CK_KERNELS_TAPS
#define FERNERY_CK_KERNELS_TAPS

#include "common.h"

/// The two neighbours of a place on one axis, clamped to the picture, and the fraction between them.
typedef struct {
  int32_t first, second;
  double fraction;
} ck_tap;

/// The taps of a place with 0 <= place < side, where pixel i has its centre at i + 1/2.
CK_INLINE ck_tap tap_at(double place, int32_t side) {
  double moved = place - 0.5;
  // The place is inside, so the floor is -1 or what truncation gives.
  int32_t floor = moved < 0 ? -1 : (int32_t)moved;
  return (ck_tap){floor < 0 ? 0 : floor, floor + 1 < side ? floor + 1 : side - 1, moved - (double)floor};
}

/// a + (b - a) fraction.
CK_INLINE double mix_taps(uint8_t a, uint8_t b, double fraction) {
  return (double)a + (double)((int32_t)b - (int32_t)a) * fraction;
}

#endif
