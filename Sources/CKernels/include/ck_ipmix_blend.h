#ifndef FERNERY_CK_IPMIX_BLEND_H
#define FERNERY_CK_IPMIX_BLEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A level's functions.
typedef struct {
  /// Mixing operations on two runs of bytes: each u of `chain` is replaced by its mixture with the v of `source` at the same
  /// place. Values are float32; times 255 they are truncated, after clipping to 0...255 with `clip`, else as 32-bit
  /// integers whose low byte is kept (0 for what does not fit or is not a number).
  ///
  /// (p (2u - 1) + q (2v - 1) + 1) / 2 with u and v divided by 255.
  void (*add)(uint8_t *chain, const uint8_t *source, size_t count, float p, float q, bool clip);

  /// (2u)^p (2v)^q / 2, where `logarithms[b]` is the logarithm of 2 (b / 255) for the u's and `guarded[b]` that for the v's.
  ///
  /// Each power is exp(exponent logarithm) in double, by the operations of FractalCore's exponential function in their
  /// order, rounded to float32; an exponent of 0 gives 1.
  void (*multiply)(
      uint8_t *chain, const uint8_t *source, size_t count, const double logarithms[256], const double guarded[256],
      float p, float q, bool clip);

  /// u where the place's random lane is below the threshold, else v, in `planes` runs of `places` bytes each.
  ///
  /// Place i has the 16-bit lane i mod 8, low half of each word first, of block i / 8 of Philox4x32-10 under `key`, whose
  /// counter is (i / 8, 0, 0, 0).
  void (*choose)(
      uint8_t *chain, const uint8_t *source, size_t places, size_t planes, uint64_t key, uint16_t threshold);
} ck_ipmix_blend_kernels;

#endif
