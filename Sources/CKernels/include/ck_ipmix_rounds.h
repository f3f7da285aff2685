#ifndef FERNERY_CK_IPMIX_ROUNDS_H
#define FERNERY_CK_IPMIX_ROUNDS_H

#include <stddef.h>
#include <stdint.h>

/// A level's functions.
typedef struct {
  /// PixMix's rounds on a state of `count` float32 values within 0...1: what a round makes of it with the bytes v of
  /// `source` is clipped to 0...1, and what is not a number becomes 0.
  ///
  /// The state becomes v / 255.
  void (*load)(const uint8_t *source, size_t count, float *state);

  /// (p (2u - 1) + q (2v / 255 - 1) + 1) / 2.
  void (*add)(float *state, const uint8_t *source, size_t count, float p, float q);

  /// (2u)^p (2v)^q / 2, where `guarded[b]` is the logarithm of 2 (b / 255), kept away from 0, for the v's; powers as in
  /// ``blend.multiply``.
  void (*multiply)(float *state, const uint8_t *source, size_t count, const double guarded[256], float p, float q);

  /// u where the place's lane is below the threshold, else v / 255; lanes as in ``blend.choose``.
  void (*choose)(float *state, const uint8_t *source, size_t places, size_t planes, uint64_t key, uint16_t threshold);

  /// Writes (1 - m) N(clean) + m (w N(state)), N(v) = (v - mean) / deviation, to every `stride`-th place of `output`.
  void (*finish)(
      const uint8_t *clean, const float *state, size_t count, float mean, float deviation, float m, float w,
      float *output, size_t stride);
} ck_ipmix_rounds_kernels;

#endif
