// From several pictures, or from normalised values, back to bytes.
#ifndef FERNERY_CK_KERNELS_AVERAGE
#define FERNERY_CK_KERNELS_AVERAGE

#include "ck_ipmix_average.h"

#include "common.h"

#define AVERAGE_RUN 512

static void average(
    const uint8_t *const *pictures, const float *weights, size_t picture_count, float total, size_t count,
    uint8_t *restrict target) {
  float sums[AVERAGE_RUN];
  for (size_t start = 0; start < count; start += AVERAGE_RUN) {
    const size_t length = count - start < AVERAGE_RUN ? count - start : AVERAGE_RUN;
    for (size_t i = 0; i < length; i++) sums[i] = 0;
    for (size_t picture = 0; picture < picture_count; picture++) {
      const uint8_t *restrict from = pictures[picture] + start;
      const float weight = weights[picture];
      for (size_t i = 0; i < length; i++) sums[i] += weight * (float)(int32_t)from[i];
    }
    for (size_t i = 0; i < length; i++) {
      float value = sums[i] / total + 0.5f;
      value = value > 0.0f ? value : 0.0f;  // NaN becomes 0
      value = value < 255.0f ? value : 255.0f;
      target[start + i] = (uint8_t)(int32_t)value;
    }
  }
}

// Adding and taking away 2^23 rounds what lies in 0...255 to the nearest whole number, ties to even.
static void to_bytes(
    const float *restrict values, size_t count, float mean, float deviation, uint8_t *restrict target, size_t stride) {
  for (size_t i = 0; i < count; i++) {
    float value = (values[i] * deviation + mean) * 255.0f;
    value = value > 0.0f ? value : 0.0f;  // NaN becomes 0
    value = value < 255.0f ? value : 255.0f;
    target[i * stride] = (uint8_t)(int32_t)((value + 0x1p23f) - 0x1p23f);
  }
}

#endif
