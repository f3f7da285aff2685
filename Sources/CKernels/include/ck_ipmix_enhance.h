#ifndef FERNERY_CK_IPMIX_ENHANCE_H
#define FERNERY_CK_IPMIX_ENHANCE_H

#include <stddef.h>
#include <stdint.h>

/// A level's functions.
typedef struct {
  /// Blending bytes v away from degenerate ones d: d + f (v - d) in float32, clipped to 0...255, truncated; what is not a
  /// number gives 0. `target` and `source` have `count` bytes and do not overlap.
  ///
  /// One d for all.
  void (*blend_constant)(const uint8_t *source, uint8_t *target, size_t count, uint8_t degenerate, float factor);

  /// d is the pixel's grey: `count` pixels from `first` on, of the three planes of `pixels` pixels at `source`.
  void (*blend_grey)(const uint8_t *source, uint8_t *target, size_t pixels, size_t first, size_t count, float factor);

  /// d is the pixel smoothed, (5 v + its 8 neighbours) / 13 + 1/2 truncated, for `width` - 2 pixels of the row whose second
  /// pixel is `source`; rows lie `width` bytes apart.
  void (*blend_smooth)(const uint8_t *source, uint8_t *target, size_t width, float factor);

  /// The sum of the greys (19595 R + 38470 G + 7471 B + 2^15) >> 16 of three planes of `pixels` pixels.
  uint64_t (*sum_greys)(const uint8_t *planes, size_t pixels);

  /// The sum of `count` bytes.
  uint64_t (*sum_bytes)(const uint8_t *bytes, size_t count);
} ck_ipmix_enhance_kernels;

#endif
