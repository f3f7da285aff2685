#ifndef FERNERY_CK_IPMIX_FINAL_H
#define FERNERY_CK_IPMIX_FINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How a channel is normalised: N(v) = ((v / 255) - mean) / deviation in float32, for all 256 bytes.
///
/// `division` is the fastest way that gives exactly these values, found by trying all bytes.
typedef struct {
  float scaled_mean, scaled_deviation;  ///< times 2^16, as all that is subtracted from or divides is
  float reciprocal, remainder;
  int32_t division;
} ck_ipmix_normalization;

/// Most chains of one picture.
#define CK_IPMIX_MAX_CHAINS 16

/// The end of mixing of one picture's planes. All pictures are followed by 15 bytes that may be read.
typedef struct {
  const uint8_t *clean;
  const uint8_t *chains[CK_IPMIX_MAX_CHAINS];
  /// The range in which each chain may differ from `clean`: from one byte of every plane to before another.
  size_t changed_from[CK_IPMIX_MAX_CHAINS], changed_end[CK_IPMIX_MAX_CHAINS];
  float weights[CK_IPMIX_MAX_CHAINS];
  int32_t chain_count;
  float mixing_weight;
} ck_ipmix_mixture;

/// A level's functions.
typedef struct {
  ck_ipmix_normalization (*prepare)(float mean, float deviation);

  /// Writes the values of the bytes from `first` to before `end` of the plane that begins at `plane`: (1 - m) N(clean) + m acc,
  /// where acc is 0 + w_0 N(chain_0) + w_1 N(chain_1) and so on in this order; without chains N(clean).
  ///
  /// With `streams` the values go past the caches, where the platform can: for results too large to stay there.
  void (*planar)(
      const ck_ipmix_mixture *mixture, const ck_ipmix_normalization *normalization, size_t plane, size_t first,
      size_t end, float *output, bool streams);

  /// Mixes three planes of `count` bytes at once, whose values alternate.
  void (*interleaved)(
      const ck_ipmix_mixture *mixture, const ck_ipmix_normalization normalizations[3], size_t count, float *output,
      bool streams);
} ck_ipmix_final_kernels;

#endif
