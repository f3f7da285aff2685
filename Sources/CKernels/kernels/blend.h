// The mixing operations on runs of bytes, and what they need: powers and random lanes. Plain C that compilers vectorise.
#ifndef FERNERY_CK_KERNELS_BLEND
#define FERNERY_CK_KERNELS_BLEND

#include "ck_ipmix_blend.h"

#include "common.h"
#include "lanes.h"

/// 2 / 255 in two parts: the first has 9 bits, so its product with a byte is exact, and the sum of both products is the
/// float32 value 2 (v / 255) for every byte v.
#define TWO_255THS_HIGH 0x1.0100p-7f
#define TWO_255THS_LOW 0x1.01010p-23f

CK_INLINE float centred(uint8_t v) {
  float value = (float)(int32_t)v;
  return (value * TWO_255THS_HIGH + value * TWO_255THS_LOW) - 1.0f;
}

/// x is twice the mixed value; halving it is exact, so one product with 127.5 is rounded as x / 2 * 255 is.
CK_INLINE uint8_t quantised(float x, bool clip) {
  float value = x * 127.5f;
  if (clip) {
    value = value > 0.0f ? value : 0.0f;  // NaN becomes 0
    value = value < 255.0f ? value : 255.0f;
    return (uint8_t)(int32_t)value;
  }
  value = value < 2147483648.0f ? value : 0.0f;
  value = value >= -2147483648.0f ? value : 0.0f;  // NaN became 0 above
  return (uint8_t)(int32_t)value;
}

// MARK: - Add

CK_INLINE void add_run(
    uint8_t *restrict chain, const uint8_t *restrict source, size_t count, float p, float q, bool clip) {
  for (size_t i = 0; i < count; i++) {
    chain[i] = quantised((p * centred(chain[i]) + q * centred(source[i])) + 1.0f, clip);
  }
}

static void blend_add(
    uint8_t *restrict chain, const uint8_t *restrict source, size_t count, float p, float q, bool clip) {
  if (clip) {
    add_run(chain, source, count, p, q, true);
  } else {
    add_run(chain, source, count, p, q, false);
  }
}

// MARK: - Powers

/// e to the `exponent` times each of some logarithms, which are minus infinity or within -87...1.
CK_INLINE void powers(const double *restrict logarithms, size_t count, double exponent, float *restrict results) {
  if (exponent == 0) {
    for (size_t i = 0; i < count; i++) results[i] = 1.0f;
    return;
  }
  // So are all factors that recipes draw.
  if (exponent >= -7 && exponent <= 7) {
    const float of_zero = exponent > 0 ? 0.0f : __builtin_inff();
#pragma clang loop interleave_count(4)
    for (size_t i = 0; i < count; i++) {
      const bool is_zero = logarithms[i] < -90;
      const float power = (float)ck_exp_bounded(exponent * (is_zero ? -90 : logarithms[i]));
      results[i] = is_zero ? of_zero : power;
    }
    return;
  }
  for (size_t i = 0; i < count; i++) results[i] = (float)ck_exp(exponent * logarithms[i]);
}

// MARK: - Multiply

/// Looks up first and calculates afterwards, so that the calculation runs over vectors.
#define MULTIPLY_RUN 256

CK_INLINE void multiply_run(
    uint8_t *restrict chain, const uint8_t *restrict source, size_t count, const double *restrict logarithms,
    const double *restrict guarded, float p, float q, bool clip) {
  float a[MULTIPLY_RUN], b[MULTIPLY_RUN];
  // Tables pay only where there are more bytes than values.
  if (count <= MULTIPLY_RUN) {
    double log_a[MULTIPLY_RUN], log_b[MULTIPLY_RUN];
    for (size_t i = 0; i < count; i++) {
      log_a[i] = logarithms[chain[i]];
      log_b[i] = guarded[source[i]];
    }
    powers(log_a, count, (double)p, a);
    powers(log_b, count, (double)q, b);
    for (size_t i = 0; i < count; i++) chain[i] = quantised(a[i] * b[i], clip);
    return;
  }
  float first[256], second[256];
  powers(logarithms, 256, (double)p, first);
  powers(guarded, 256, (double)q, second);
  for (size_t start = 0; start < count; start += MULTIPLY_RUN) {
    size_t length = count - start < MULTIPLY_RUN ? count - start : MULTIPLY_RUN;
    for (size_t i = 0; i < length; i++) {
      a[i] = first[chain[start + i]];
      b[i] = second[source[start + i]];
    }
    for (size_t i = 0; i < length; i++) chain[start + i] = quantised(a[i] * b[i], clip);
  }
}

static void blend_multiply(
    uint8_t *restrict chain, const uint8_t *restrict source, size_t count, const double *restrict logarithms,
    const double *restrict guarded, float p, float q, bool clip) {
  if (clip) {
    multiply_run(chain, source, count, logarithms, guarded, p, q, true);
  } else {
    multiply_run(chain, source, count, logarithms, guarded, p, q, false);
  }
}

// MARK: - Choose

CK_INLINE void take_bytes(
    void *values, const uint8_t *restrict source, size_t first, const uint16_t *restrict lanes, size_t count,
    uint16_t threshold) {
  uint8_t *restrict to = (uint8_t *)values + first;
  const uint8_t *restrict from = source + first;
  for (size_t i = 0; i < count; i++) {
    const uint8_t kept = lanes[i] < threshold ? 255 : 0;
    to[i] = (uint8_t)((to[i] & kept) | (from[i] & ~kept));
  }
}

static void blend_choose(
    uint8_t *chain, const uint8_t *source, size_t places, size_t planes, uint64_t key, uint16_t threshold) {
  choose_by_lanes(chain, source, places, planes, key, threshold, take_bytes);
}

#endif
