// Blends of a picture with a degenerate copy of itself: colour, contrast, brightness, sharpness.
#include "ck_ipmix_enhance.h"

#include "ck_define_levels.h"

#pragma STDC FP_CONTRACT OFF

CK_INLINE uint8_t blended(int32_t degenerate, int32_t value, float factor) {
  float mixed = (float)degenerate + factor * (float)(value - degenerate);
  mixed = mixed > 0.0f ? mixed : 0.0f;  // NaN becomes 0
  mixed = mixed < 255.0f ? mixed : 255.0f;
  return (uint8_t)(int32_t)mixed;
}

CK_INLINE uint32_t grey(uint32_t red, uint32_t green, uint32_t blue) {
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}

// MARK: - One degenerate value

CK_INLINE void constant_body(
    const uint8_t *restrict source, uint8_t *restrict target, size_t count, uint8_t degenerate, float factor) {
  for (size_t i = 0; i < count; i++) target[i] = blended(degenerate, source[i], factor);
}

CK_DEFINE_LEVELS(
    constant, (const uint8_t *restrict source, uint8_t *restrict target, size_t count, uint8_t degenerate, float factor),
    (source, target, count, degenerate, factor))

void ck_ipmix_blend_constant(
    ck_level level, const uint8_t *source, uint8_t *target, size_t count, uint8_t degenerate, float factor) {
  constant_levels[level](source, target, count, degenerate, factor);
}

// MARK: - Grey

#define RUN 256

CK_INLINE void greys_of_run(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue, size_t count,
    uint8_t *restrict greys) {
  for (size_t i = 0; i < count; i++) greys[i] = (uint8_t)grey(red[i], green[i], blue[i]);
}

CK_INLINE void blend_grey_body(
    const uint8_t *restrict source, uint8_t *restrict target, size_t pixels, size_t first, size_t count, float factor) {
  uint8_t greys[RUN];
  for (size_t start = first; start < first + count; start += RUN) {
    const size_t rest = first + count - start, length = rest < RUN ? rest : RUN;
    greys_of_run(source + start, source + pixels + start, source + 2 * pixels + start, length, greys);
    for (int plane = 0; plane < 3; plane++) {
      const uint8_t *from = source + (size_t)plane * pixels + start;
      uint8_t *to = target + (size_t)plane * pixels + start;
      for (size_t i = 0; i < length; i++) to[i] = blended(greys[i], from[i], factor);
    }
  }
}

CK_DEFINE_LEVELS(
    blend_grey,
    (const uint8_t *restrict source, uint8_t *restrict target, size_t pixels, size_t first, size_t count, float factor),
    (source, target, pixels, first, count, factor))

void ck_ipmix_blend_grey(
    ck_level level, const uint8_t *source, uint8_t *target, size_t pixels, size_t first, size_t count, float factor) {
  blend_grey_levels[level](source, target, pixels, first, count, factor);
}

CK_INLINE void sum_body(const uint8_t *restrict bytes, size_t count, uint64_t *result) {
  for (size_t start = 0; start < count; start += 1 << 16) {
    const size_t rest = count - start, length = rest < (1 << 16) ? rest : (1 << 16);
    uint32_t sum = 0;
    for (size_t i = 0; i < length; i++) sum += bytes[start + i];
    *result += sum;
  }
}

CK_DEFINE_LEVELS(sum, (const uint8_t *restrict bytes, size_t count, uint64_t *result), (bytes, count, result))

uint64_t ck_ipmix_sum(ck_level level, const uint8_t *bytes, size_t count) {
  uint64_t result = 0;
  sum_levels[level](bytes, count, &result);
  return result;
}

CK_INLINE void grey_sum_body(const uint8_t *restrict planes, size_t pixels, uint64_t *result) {
  const uint8_t *red = planes, *green = planes + pixels, *blue = planes + 2 * pixels;
  for (size_t start = 0; start < pixels; start += 1 << 16) {
    const size_t rest = pixels - start, end = start + (rest < (1 << 16) ? rest : (1 << 16));
    uint32_t sum = 0;
    for (size_t i = start; i < end; i++) sum += grey(red[i], green[i], blue[i]);
    *result += sum;
  }
}

CK_DEFINE_LEVELS(grey_sum, (const uint8_t *restrict planes, size_t pixels, uint64_t *result), (planes, pixels, result))

uint64_t ck_ipmix_grey_sum(ck_level level, const uint8_t *planes, size_t pixels) {
  uint64_t result = 0;
  grey_sum_levels[level](planes, pixels, &result);
  return result;
}

// MARK: - Smooth

/// (2 s + 13) / 26 in whole numbers for the weighted sum s <= 13 * 255, as the product with 20165 = ceil(2^19 / 26): what
/// that is too much by, 6643 * 0.08 / 2^19, is below 1/26.
///
/// In float32, in which Pillow sums, the quotient s / 13 + 1/2 is never nearer than 1/26 to an edge, so it is the same.
CK_INLINE uint32_t smoothed(uint32_t sum) { return ((2 * sum + 13) * 20165) >> 19; }

CK_INLINE void smooth_body(const uint8_t *restrict source, uint8_t *restrict target, size_t width, float factor) {
  const uint8_t *above = source - width, *below = source + width;
  for (size_t i = 0; i + 2 < width; i++) {
    const uint32_t value = source[i];
    // `i` counts from the second pixel, so one less is still in the row.
    const uint32_t sum = 4 * value + source[(ptrdiff_t)i - 1] + value + source[i + 1] + above[(ptrdiff_t)i - 1] +
                         above[i] + above[i + 1] + below[(ptrdiff_t)i - 1] + below[i] + below[i + 1];
    target[i] = blended((int32_t)smoothed(sum), (int32_t)value, factor);
  }
}

CK_DEFINE_LEVELS(
    smooth, (const uint8_t *restrict source, uint8_t *restrict target, size_t width, float factor),
    (source, target, width, factor))

void ck_ipmix_blend_smooth(ck_level level, const uint8_t *source, uint8_t *target, size_t width, float factor) {
  smooth_levels[level](source, target, width, factor);
}
