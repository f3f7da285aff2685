// From 8-bit chains to the normalised float32 result in one pass: tiles that stay in the first-level cache.
#include "ck_ipmix_final.h"

#include <string.h>

#include "ck_ipmix_levels.h"

#pragma STDC FP_CONTRACT OFF

/// 1 / 255 in two parts: the first has 9 bits, so its product with a byte is exact, and the sum of both products is the
/// float32 value v / 255 for every byte v.
#define ONE_255TH_HIGH 0x1.0100p-8f
#define ONE_255TH_LOW 0x1.01010p-24f

typedef enum {
  DIVIDE,    ///< by the deviation
  SCALE,     ///< by a product with its reciprocal, which is exact: the deviation is a power of two
  RECIPROCAL ///< by a fused multiply-add with the reciprocal in two parts
} division;

/// A fused multiply-add where it was asked for by name: it gives the quotient itself, for every byte, or is not taken.
CK_INLINE float normalised(uint8_t v, ck_ipmix_normalization n, division by) {
  float value = (float)(int32_t)v;
  float centred = (value * ONE_255TH_HIGH + value * ONE_255TH_LOW) - n.mean;
  switch (by) {
    case SCALE:
      return centred * n.reciprocal;
    case RECIPROCAL:
      return __builtin_fmaf(centred, n.reciprocal, centred * n.remainder);
    default:
      return centred / n.deviation;
  }
}

static int equals_division(ck_ipmix_normalization n, division by) {
  for (int v = 0; v < 256; v++) {
    float got = normalised((uint8_t)v, n, by), expected = normalised((uint8_t)v, n, DIVIDE);
    if (memcmp(&got, &expected, sizeof got) != 0) return 0;
  }
  return 1;
}

ck_ipmix_normalization ck_ipmix_prepare_normalization(float mean, float deviation) {
  ck_ipmix_normalization n = {mean, deviation, 1 / deviation, 0, DIVIDE};
  n.remainder = (float)(1 / (double)deviation - (double)n.reciprocal);
  uint32_t bits;
  memcpy(&bits, &deviation, sizeof bits);
  if ((bits & 0x7FFFFF) == 0 && equals_division(n, SCALE)) {
    n.division = SCALE;
  } else if (equals_division(n, RECIPROCAL)) {
    n.division = RECIPROCAL;
  }
  return n;
}

#define TILE 512

CK_INLINE void final_run(
    const ck_ipmix_mixture *mixture, ck_ipmix_normalization n, size_t count, float *restrict output, size_t stride,
    division by) {
  float clean[TILE], sum[TILE];
  const float weight = mixture->mixing_weight, rest = 1 - weight;
  for (size_t start = 0; start < count; start += TILE) {
    const size_t length = count - start < TILE ? count - start : TILE;
    const uint8_t *from = mixture->clean + start;
    for (size_t i = 0; i < length; i++) clean[i] = normalised(from[i], n, by);
    for (int32_t chain = 0; chain < mixture->chain_count; chain++) {
      const uint8_t *picture = mixture->chains[chain] + start;
      const float share = mixture->weights[chain];
      if (picture == from && chain == 0) {
        for (size_t i = 0; i < length; i++) sum[i] = 0.0f + share * clean[i];
      } else if (picture == from) {
        for (size_t i = 0; i < length; i++) sum[i] += share * clean[i];
      } else if (chain == 0) {
        for (size_t i = 0; i < length; i++) sum[i] = 0.0f + share * normalised(picture[i], n, by);
      } else {
        for (size_t i = 0; i < length; i++) sum[i] += share * normalised(picture[i], n, by);
      }
    }
    if (stride == 1) {
      for (size_t i = 0; i < length; i++) output[start + i] = rest * clean[i] + weight * sum[i];
    } else {
      for (size_t i = 0; i < length; i++) output[(start + i) * stride] = rest * clean[i] + weight * sum[i];
    }
  }
}

#define PARAMETERS                                                                                        \
  const ck_ipmix_mixture *mixture, const ck_ipmix_normalization *n, size_t count, float *restrict output, \
      size_t stride

/// The baseline has no fused multiply-add, so it divides.
static void final_baseline(PARAMETERS) {
  if (n->division == SCALE) {
    final_run(mixture, *n, count, output, stride, SCALE);
  } else {
    final_run(mixture, *n, count, output, stride, DIVIDE);
  }
}

#if CK_HAS_X86_LEVELS

#define DEFINE_FUSED(name, target)                                   \
  target static void name(PARAMETERS) {                              \
    switch (n->division) {                                           \
      case SCALE:                                                    \
        final_run(mixture, *n, count, output, stride, SCALE);        \
        break;                                                       \
      case RECIPROCAL:                                               \
        final_run(mixture, *n, count, output, stride, RECIPROCAL);   \
        break;                                                       \
      default:                                                       \
        final_run(mixture, *n, count, output, stride, DIVIDE);       \
    }                                                                \
  }

DEFINE_FUSED(final_v3, CK_TARGET_V3)
DEFINE_FUSED(final_v4, CK_TARGET_V4)
static void (*const final_levels[])(PARAMETERS) = {final_baseline, final_v3, final_v4};

#else
static void (*const final_levels[])(PARAMETERS) = {final_baseline, final_baseline, final_baseline};
#endif

void ck_ipmix_final(
    ck_level level, const ck_ipmix_mixture *mixture, const ck_ipmix_normalization *normalization, size_t count,
    float *output, size_t stride) {
  final_levels[level](mixture, normalization, count, output, stride);
}
