// Blends of a picture with a degenerate copy of itself: colour, contrast, brightness, sharpness.
#ifndef FERNERY_CK_KERNELS_ENHANCE
#define FERNERY_CK_KERNELS_ENHANCE

#include "ck_ipmix_enhance.h"

#include "common.h"

CK_INLINE uint8_t blended(int32_t degenerate, int32_t value, float factor) {
  float mixed = (float)degenerate + factor * (float)(value - degenerate);
  mixed = mixed > 0.0f ? mixed : 0.0f;  // NaN becomes 0
  mixed = mixed < 255.0f ? mixed : 255.0f;
  return (uint8_t)(int32_t)mixed;
}

// MARK: - One degenerate value

static void blend_constant(
    const uint8_t *restrict source, uint8_t *restrict target, size_t count, uint8_t degenerate, float factor) {
  for (size_t i = 0; i < count; i++) target[i] = blended(degenerate, source[i], factor);
}

// MARK: - Grey

#define GREY_RUN 256

CK_INLINE void greys_of_run(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue, size_t count,
    uint8_t *restrict greys) {
  for (size_t i = 0; i < count; i++) greys[i] = (uint8_t)ck_luma(red[i], green[i], blue[i]);
}

static void blend_grey(
    const uint8_t *restrict source, uint8_t *restrict target, size_t pixels, size_t first, size_t count, float factor) {
  uint8_t greys[GREY_RUN];
  for (size_t start = first; start < first + count; start += GREY_RUN) {
    const size_t rest = first + count - start, length = rest < GREY_RUN ? rest : GREY_RUN;
    greys_of_run(source + start, source + pixels + start, source + 2 * pixels + start, length, greys);
    for (int plane = 0; plane < 3; plane++) {
      const uint8_t *from = source + (size_t)plane * pixels + start;
      uint8_t *to = target + (size_t)plane * pixels + start;
      for (size_t i = 0; i < length; i++) to[i] = blended(greys[i], from[i], factor);
    }
  }
}

static uint64_t sum_bytes(const uint8_t *restrict bytes, size_t count) {
  uint64_t result = 0;
  for (size_t start = 0; start < count; start += 1 << 16) {
    const size_t rest = count - start, length = rest < (1 << 16) ? rest : (1 << 16);
    uint32_t sum = 0;
    for (size_t i = 0; i < length; i++) sum += bytes[start + i];
    result += sum;
  }
  return result;
}

static uint64_t sum_greys(const uint8_t *restrict planes, size_t pixels) {
  uint64_t result = 0;
  const uint8_t *red = planes, *green = planes + pixels, *blue = planes + 2 * pixels;
  for (size_t start = 0; start < pixels; start += 1 << 16) {
    const size_t rest = pixels - start, end = start + (rest < (1 << 16) ? rest : (1 << 16));
    uint32_t sum = 0;
    for (size_t i = start; i < end; i++) sum += ck_luma(red[i], green[i], blue[i]);
    result += sum;
  }
  return result;
}

// MARK: - Smooth

/// (2 s + 13) / 26 in whole numbers for the weighted sum s <= 13 * 255, as the product with 20165 = ceil(2^19 / 26): what
/// that is too much by, 6643 * 0.08 / 2^19, is below 1/26.
///
/// In float32, in which Pillow sums, the quotient s / 13 + 1/2 is never nearer than 1/26 to an edge, so it is the same.
CK_INLINE uint32_t thirteenth(uint32_t sum) { return ((2 * sum + 13) * 20165) >> 19; }

static void blend_smooth(const uint8_t *restrict source, uint8_t *restrict target, size_t width, float factor) {
  const uint8_t *above = source - width, *below = source + width;
  for (size_t i = 0; i + 2 < width; i++) {
    const uint32_t value = source[i];
    // `i` counts from the second pixel, so one less is still in the row.
    const uint32_t sum = 4 * value + source[(ptrdiff_t)i - 1] + value + source[i + 1] + above[(ptrdiff_t)i - 1] +
                         above[i] + above[i + 1] + below[(ptrdiff_t)i - 1] + below[i] + below[i + 1];
    target[i] = blended((int32_t)thirteenth(sum), (int32_t)value, factor);
  }
}

#endif
