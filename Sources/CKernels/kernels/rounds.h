// The rounds of PixMix, which stay in float32 from the first to the last.
#ifndef FERNERY_CK_KERNELS_ROUNDS
#define FERNERY_CK_KERNELS_ROUNDS

#include "ck_ipmix_rounds.h"

#include "lanes.h"
#include "common.h"

/// 1 / 255 in two parts: the first has 9 bits, so its product with a byte is exact, and the sum of both products is the
/// float32 value v / 255 for every byte v.
CK_INLINE float unit(uint8_t v) {
  const float value = (float)(int32_t)v;
  return value * 0x1.0100p-8f + value * 0x1.01010p-24f;
}

CK_INLINE float clipped(float value) {
  value = value > 0.0f ? value : 0.0f;  // NaN becomes 0
  return value < 1.0f ? value : 1.0f;
}

static void rounds_load(const uint8_t *restrict source, size_t count, float *restrict state) {
  for (size_t i = 0; i < count; i++) state[i] = unit(source[i]);
}

static void rounds_add(float *restrict state, const uint8_t *restrict source, size_t count, float p, float q) {
  for (size_t i = 0; i < count; i++) {
    const float u = state[i] * 2 - 1, v = unit(source[i]) * 2 - 1;
    state[i] = clipped(((p * u + q * v) + 1) * 0.5f);
  }
}

#define ROUNDS_RUN 256

CK_INLINE float power(double logarithm_of_base, double exponent) {
  return (float)ck_exp(exponent * logarithm_of_base);
}

/// The power of a number within 0...2 by an exponent within -6...6 that is not 0: float32 has no logarithm below -104.
CK_INLINE float bounded_power(float base, double exponent, float of_zero) {
  const double positive = base > 0 ? (double)base : 1;
  const float result = (float)ck_exp_bounded(exponent * ck_log_positive(positive, 0));
  return base > 0 ? result : of_zero;
}

static void rounds_multiply(
    float *restrict state, const uint8_t *restrict source, size_t count, const double *restrict guarded, float p,
    float q) {
  float powers[256], looked_up[ROUNDS_RUN];
  const double exponent_p = (double)p, exponent_q = (double)q;
  for (int v = 0; v < 256; v++) powers[v] = q == 0 ? 1.0f : power(guarded[v], exponent_q);
  for (size_t start = 0; start < count; start += ROUNDS_RUN) {
    const size_t length = count - start < ROUNDS_RUN ? count - start : ROUNDS_RUN;
    float *u = state + start;
    for (size_t i = 0; i < length; i++) looked_up[i] = powers[source[start + i]];
    if (p == 0) {
      for (size_t i = 0; i < length; i++) u[i] = clipped(looked_up[i] * 0.5f);
    } else if (p >= -6 && p <= 6) {
      // So are all factors that recipes draw.
      const float of_zero = p > 0 ? 0.0f : __builtin_inff();
#pragma clang loop interleave_count(4)
      for (size_t i = 0; i < length; i++) {
        u[i] = clipped(bounded_power(u[i] * 2, exponent_p, of_zero) * looked_up[i] * 0.5f);
      }
    } else {
      for (size_t i = 0; i < length; i++) {
        u[i] = clipped(power(ck_log((double)(u[i] * 2)), exponent_p) * looked_up[i] * 0.5f);
      }
    }
  }
}

CK_INLINE void take_units(
    void *values, const uint8_t *restrict source, size_t first, const uint16_t *restrict lanes, size_t count,
    uint16_t threshold) {
  float *restrict to = (float *)values + first;
  const uint8_t *restrict from = source + first;
  for (size_t i = 0; i < count; i++) to[i] = lanes[i] < threshold ? to[i] : unit(from[i]);
}

static void rounds_choose(
    float *state, const uint8_t *source, size_t places, size_t planes, uint64_t key, uint16_t threshold) {
  choose_by_lanes(state, source, places, planes, key, threshold, take_units);
}

static void rounds_finish(
    const uint8_t *restrict clean, const float *restrict state, size_t count, float mean, float deviation, float m,
    float w, float *restrict output, size_t stride) {
  const float rest = 1 - m;
  for (size_t i = 0; i < count; i++) {
    const float own = (unit(clean[i]) - mean) / deviation, mixed = (state[i] - mean) / deviation;
    output[i * stride] = rest * own + m * (w * mixed);
  }
}

#endif
