// The rounds of PixMix, which stay in float32 from the first to the last.
#include "ck_ipmix_rounds.h"

#include "ck_double_functions.h"
#include "ck_ipmix_lanes.h"
#include "ck_define_levels.h"

#pragma STDC FP_CONTRACT OFF

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

CK_INLINE void load_body(const uint8_t *restrict source, size_t count, float *restrict state) {
  for (size_t i = 0; i < count; i++) state[i] = unit(source[i]);
}

CK_DEFINE_LEVELS(load, (const uint8_t *restrict source, size_t count, float *restrict state), (source, count, state))

void ck_ipmix_rounds_load(ck_level level, const uint8_t *source, size_t count, float *state) {
  load_levels[level](source, count, state);
}

CK_INLINE void add_body(float *restrict state, const uint8_t *restrict source, size_t count, float p, float q) {
  for (size_t i = 0; i < count; i++) {
    const float u = state[i] * 2 - 1, v = unit(source[i]) * 2 - 1;
    state[i] = clipped(((p * u + q * v) + 1) * 0.5f);
  }
}

CK_DEFINE_LEVELS(
    add, (float *restrict state, const uint8_t *restrict source, size_t count, float p, float q),
    (state, source, count, p, q))

void ck_ipmix_rounds_add(ck_level level, float *state, const uint8_t *source, size_t count, float p, float q) {
  add_levels[level](state, source, count, p, q);
}

#define RUN 256

CK_INLINE float power(double logarithm_of_base, double exponent) {
  return (float)exponential(exponent * logarithm_of_base);
}

/// The power of a number within 0...2 by an exponent within -6...6 that is not 0: float32 has no logarithm below -104.
CK_INLINE float bounded_power(float base, double exponent, float of_zero) {
  const double positive = base > 0 ? (double)base : 1;
  const float result = (float)bounded_exponential(exponent * positive_logarithm(positive));
  return base > 0 ? result : of_zero;
}

CK_INLINE void multiply_body(
    float *restrict state, const uint8_t *restrict source, size_t count, const double *restrict guarded, float p,
    float q) {
  float powers[256], looked_up[RUN];
  const double exponent_p = (double)p, exponent_q = (double)q;
  for (int v = 0; v < 256; v++) powers[v] = q == 0 ? 1.0f : power(guarded[v], exponent_q);
  for (size_t start = 0; start < count; start += RUN) {
    const size_t length = count - start < RUN ? count - start : RUN;
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
        u[i] = clipped(power(logarithm((double)(u[i] * 2)), exponent_p) * looked_up[i] * 0.5f);
      }
    }
  }
}

CK_DEFINE_LEVELS(
    multiply,
    (float *restrict state, const uint8_t *restrict source, size_t count, const double *restrict guarded, float p,
     float q),
    (state, source, count, guarded, p, q))

void ck_ipmix_rounds_multiply(
    ck_level level, float *state, const uint8_t *source, size_t count, const double guarded[256], float p, float q) {
  multiply_levels[level](state, source, count, guarded, p, q);
}

CK_INLINE void take_units(
    void *values, const uint8_t *restrict source, size_t first, const uint16_t *restrict lanes, size_t count,
    uint16_t threshold) {
  float *restrict to = (float *)values + first;
  const uint8_t *restrict from = source + first;
  for (size_t i = 0; i < count; i++) to[i] = lanes[i] < threshold ? to[i] : unit(from[i]);
}

CK_INLINE void choose_body(
    float *state, const uint8_t *source, size_t places, size_t planes, uint64_t key, uint16_t threshold) {
  choose_by_lanes(state, source, places, planes, key, threshold, take_units);
}

CK_DEFINE_LEVELS(
    choose,
    (float *state, const uint8_t *source, size_t places, size_t planes, uint64_t key, uint16_t threshold),
    (state, source, places, planes, key, threshold))

void ck_ipmix_rounds_choose(
    ck_level level, float *state, const uint8_t *source, size_t places, size_t planes, uint64_t key,
    uint16_t threshold) {
  choose_levels[level](state, source, places, planes, key, threshold);
}

CK_INLINE void final_body(
    const uint8_t *restrict clean, const float *restrict state, size_t count, float mean, float deviation, float m,
    float w, float *restrict output, size_t stride) {
  const float rest = 1 - m;
  for (size_t i = 0; i < count; i++) {
    const float own = (unit(clean[i]) - mean) / deviation, mixed = (state[i] - mean) / deviation;
    output[i * stride] = rest * own + m * (w * mixed);
  }
}

CK_DEFINE_LEVELS(
    final,
    (const uint8_t *restrict clean, const float *restrict state, size_t count, float mean, float deviation, float m,
     float w, float *restrict output, size_t stride),
    (clean, state, count, mean, deviation, m, w, output, stride))

void ck_ipmix_rounds_final(
    ck_level level, const uint8_t *clean, const float *state, size_t count, float mean, float deviation, float m,
    float w, float *output, size_t stride) {
  final_levels[level](clean, state, count, mean, deviation, m, w, output, stride);
}
