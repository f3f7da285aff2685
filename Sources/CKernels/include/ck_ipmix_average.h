#ifndef FERNERY_CK_IPMIX_AVERAGE_H
#define FERNERY_CK_IPMIX_AVERAGE_H

#include <stddef.h>
#include <stdint.h>

/// A level's functions.
typedef struct {
  /// Writes floor(sum w_j picture_j / total + 1/2), clipped to 0...255, of `pictures` pictures in their order: all in float32,
  /// beginning with 0.
  void (*average)(
      const uint8_t *const *pictures, const float *weights, size_t picture_count, float total, size_t count,
      uint8_t *target);

  /// Writes (value deviation + mean) 255, clipped to 0...255 and rounded to the nearest whole number, ties to even, to every
  /// `stride`-th byte of `target`; what is not a number gives 0.
  void (*to_bytes)(const float *values, size_t count, float mean, float deviation, uint8_t *target, size_t stride);
} ck_ipmix_average_kernels;

#endif
