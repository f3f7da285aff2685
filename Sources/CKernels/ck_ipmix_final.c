// From 8-bit chains to the normalised float32 result in one pass: tiles that stay in the first-level cache.
#include "ck_ipmix_final.h"

#include <string.h>

#include "ck_ipmix_levels.h"

#if CK_HAS_X86_LEVELS
#include <immintrin.h>
#endif

#pragma STDC FP_CONTRACT OFF

/// v / 255 is 257 v / 2^16 (1 + 2^-16 + 2^-32 + ...), so with x = 257 v, which 16 bits hold, the float32 value of
/// 2^16 v / 255 is x + x (2^-16 + 2^-32), rounded once or twice alike for every byte v. All else is scaled by 2^-16.
#define SERIES 0x1.0001p-16f

typedef enum {
  DIVIDE,    ///< by the deviation
  SCALE,     ///< by a product with its reciprocal, which is exact: the deviation is a power of two
  RECIPROCAL ///< by a fused multiply-add with the reciprocal in two parts
} division;

/// A fused multiply-add where it was asked for by name: it gives the quotient itself, for every byte, or is not taken.
CK_INLINE float normalised(uint8_t v, ck_ipmix_normalization n, division by) {
  const float x = (float)(int32_t)(uint16_t)(v | v << 8);
  switch (by) {
    case SCALE:
      return ((x + x * SERIES) - n.scaled_mean) * n.reciprocal;
    case RECIPROCAL: {
      const float centred = __builtin_fmaf(x, SERIES, x) - n.scaled_mean;
      return __builtin_fmaf(centred, n.reciprocal, centred * n.remainder);
    }
    default:
      return ((x + x * SERIES) - n.scaled_mean) / n.scaled_deviation;
  }
}

static int equals_definition(ck_ipmix_normalization n, division by, float mean, float deviation) {
  for (int v = 0; v < 256; v++) {
    float got = normalised((uint8_t)v, n, by), expected = ((float)v / 255 - mean) / deviation;
    if (memcmp(&got, &expected, sizeof got) != 0) return 0;
  }
  return 1;
}

ck_ipmix_normalization ck_ipmix_prepare_normalization(float mean, float deviation) {
  const float scaled_deviation = deviation * 0x1p16f;
  ck_ipmix_normalization n = {mean * 0x1p16f, scaled_deviation, 1 / scaled_deviation, 0, DIVIDE};
  n.remainder = (float)(1 / (double)scaled_deviation - (double)n.reciprocal);
  uint32_t bits;
  memcpy(&bits, &deviation, sizeof bits);
  if ((bits & 0x7FFFFF) == 0 && equals_definition(n, SCALE, mean, deviation)) {
    n.division = SCALE;
  } else if (equals_definition(n, RECIPROCAL, mean, deviation)) {
    n.division = RECIPROCAL;
  }
  return n;
}

#define TILE 512

typedef float floats16 __attribute__((vector_size(64)));

#if CK_HAS_X86_LEVELS
/// Values of a tile to memory past the caches, by whole lines; what stands before the first and after the last line goes
/// the usual way.
CK_INLINE void stream(
    const float *restrict clean, const float *restrict sum, size_t length, float rest, float weight, float *output) {
  size_t i = 0;
  for (; i < length && ((uintptr_t)(output + i) & 63) != 0; i++) output[i] = rest * clean[i] + weight * sum[i];
  for (; i + 16 <= length; i += 16) {
    floats16 a, b;
    memcpy(&a, clean + i, sizeof a);
    memcpy(&b, sum + i, sizeof b);
    floats16 result = rest * a + weight * b;
    __builtin_nontemporal_store(result, (floats16 *)(void *)(output + i));
  }
  for (; i < length; i++) output[i] = rest * clean[i] + weight * sum[i];
}
#endif

CK_INLINE void final_run(
    const ck_ipmix_mixture *mixture, ck_ipmix_normalization n, size_t count, float *restrict output, size_t stride,
    bool streams, division by) {
  float clean[TILE], sum[TILE];
  const float weight = mixture->mixing_weight, rest = 1 - weight;
  // The first tile is shortened so that the others begin with a cache line.
  size_t tile = TILE - ((uintptr_t)output / sizeof(float)) % 16;
  for (size_t start = 0; start < count; start += tile, tile = TILE) {
    if (tile > count - start) tile = count - start;
    const size_t length = tile;
    const uint8_t *from = mixture->clean + start;
    for (size_t i = 0; i < length; i++) clean[i] = normalised(from[i], n, by);
    for (int32_t chain = 0; chain < mixture->chain_count; chain++) {
      const uint8_t *picture = mixture->chains[chain] + start;
      const float share = mixture->weights[chain];
      const bool is_clean = start >= mixture->changed_end[chain] || start + length <= mixture->changed_from[chain];
      if (is_clean && chain == 0) {
        for (size_t i = 0; i < length; i++) sum[i] = 0.0f + share * clean[i];
      } else if (is_clean) {
        for (size_t i = 0; i < length; i++) sum[i] += share * clean[i];
      } else if (chain == 0) {
        for (size_t i = 0; i < length; i++) sum[i] = 0.0f + share * normalised(picture[i], n, by);
      } else {
        for (size_t i = 0; i < length; i++) sum[i] += share * normalised(picture[i], n, by);
      }
    }
#if CK_HAS_X86_LEVELS
    if (stride == 1 && streams) {
      stream(clean, sum, length, rest, weight, output + start);
      continue;
    }
#endif
    if (stride == 1) {
      for (size_t i = 0; i < length; i++) output[start + i] = rest * clean[i] + weight * sum[i];
    } else {
      for (size_t i = 0; i < length; i++) output[(start + i) * stride] = rest * clean[i] + weight * sum[i];
    }
  }
}

#define PARAMETERS                                                                                        \
  const ck_ipmix_mixture *mixture, const ck_ipmix_normalization *n, size_t count, float *restrict output, \
      size_t stride, bool streams

/// The baseline has no fused multiply-add, so it divides.
static void final_baseline(PARAMETERS) {
  if (n->division == SCALE) {
    final_run(mixture, *n, count, output, stride, streams, SCALE);
  } else {
    final_run(mixture, *n, count, output, stride, streams, DIVIDE);
  }
}

#if CK_HAS_X86_LEVELS

#define DEFINE_FUSED(name, target)                                   \
  target static void name(PARAMETERS) {                              \
    switch (n->division) {                                           \
      case SCALE:                                                    \
        final_run(mixture, *n, count, output, stride, streams, SCALE);        \
        break;                                                       \
      case RECIPROCAL:                                               \
        final_run(mixture, *n, count, output, stride, streams, RECIPROCAL);   \
        break;                                                       \
      default:                                                       \
        final_run(mixture, *n, count, output, stride, streams, DIVIDE);       \
    }                                                                \
  }

DEFINE_FUSED(final_v3, CK_TARGET_V3)
DEFINE_FUSED(final_v4, CK_TARGET_V4_WIDE)
static void (*const final_levels[])(PARAMETERS) = {final_baseline, final_v3, final_v4};

#else
static void (*const final_levels[])(PARAMETERS) = {final_baseline, final_baseline, final_baseline};
#endif

void ck_ipmix_final(
    ck_level level, const ck_ipmix_mixture *mixture, const ck_ipmix_normalization *normalization, size_t count,
    float *output, size_t stride, bool streams) {
  final_levels[level](mixture, normalization, count, output, stride, streams);
#if CK_HAS_X86_LEVELS
  // Streamed values are not ordered with later stores, such as one that tells another thread that the result is there.
  if (streams) _mm_sfence();
#endif
}
