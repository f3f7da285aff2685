// Interleaved pixels to planes, and patches to runs of bytes and back.
#ifndef FERNERY_CK_KERNELS_LAYOUT
#define FERNERY_CK_KERNELS_LAYOUT

#include "ck_ipmix_layout.h"

#include "common.h"
#include "rows.h"

CK_INLINE void split3_rest(
    const uint8_t *pixels, size_t from, size_t count, uint8_t *first, uint8_t *second, uint8_t *third) {
  for (size_t i = from; i < count; i++) {
    first[i] = pixels[3 * i];
    second[i] = pixels[3 * i + 1];
    third[i] = pixels[3 * i + 2];
  }
}

#if CK_AVX2

/// Bytes of one channel stand in different places of the three registers, so two blends bring all 16 of them into one,
/// which a shuffle then orders.
static void split3(const uint8_t *pixels, size_t count, uint8_t *first, uint8_t *second, uint8_t *third) {
  const __m128i every3 = _mm_setr_epi8(-1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1);
  const __m128i every3b = _mm_setr_epi8(0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0);
  const __m128i every3c = _mm_setr_epi8(0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0);
  const __m256i m0 = _mm256_broadcastsi128_si256(every3), m1 = _mm256_broadcastsi128_si256(every3b);
  const __m256i m2 = _mm256_broadcastsi128_si256(every3c);
  const __m256i order0 = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 3, 6, 9, 12, 15, 2, 5, 8, 11, 14, 1, 4, 7, 10, 13));
  const __m256i order1 = _mm256_broadcastsi128_si256(_mm_setr_epi8(1, 4, 7, 10, 13, 0, 3, 6, 9, 12, 15, 2, 5, 8, 11, 14));
  const __m256i order2 = _mm256_broadcastsi128_si256(_mm_setr_epi8(2, 5, 8, 11, 14, 1, 4, 7, 10, 13, 0, 3, 6, 9, 12, 15));
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    const __m128i *from = (const __m128i *)(pixels + 3 * i);
    __m256i a = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128(from)), _mm_loadu_si128(from + 3), 1);
    __m256i b = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128(from + 1)), _mm_loadu_si128(from + 4), 1);
    __m256i c = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128(from + 2)), _mm_loadu_si128(from + 5), 1);
    // Channel 0 stands in bytes 0 3 ... 15 of a, 2 5 ... 14 of b, 1 4 ... 13 of c; the others one and two further on.
    __m256i x = _mm256_blendv_epi8(_mm256_blendv_epi8(c, b, m2), a, m0);
    __m256i y = _mm256_blendv_epi8(_mm256_blendv_epi8(c, b, m0), a, m1);
    __m256i z = _mm256_blendv_epi8(_mm256_blendv_epi8(c, b, m1), a, m2);
    _mm256_storeu_si256((__m256i *)(first + i), _mm256_shuffle_epi8(x, order0));
    _mm256_storeu_si256((__m256i *)(second + i), _mm256_shuffle_epi8(y, order1));
    _mm256_storeu_si256((__m256i *)(third + i), _mm256_shuffle_epi8(z, order2));
  }
  if (i > 0 && i < count && count - i < 16) i = count - 16;
  for (; i + 16 <= count; i += 16) {
    const __m128i *from = (const __m128i *)(pixels + 3 * i);
    __m128i a = _mm_loadu_si128(from), b = _mm_loadu_si128(from + 1), c = _mm_loadu_si128(from + 2);
    __m128i x = _mm_blendv_epi8(_mm_blendv_epi8(c, b, every3c), a, every3);
    __m128i y = _mm_blendv_epi8(_mm_blendv_epi8(c, b, every3), a, every3b);
    __m128i z = _mm_blendv_epi8(_mm_blendv_epi8(c, b, every3b), a, every3c);
    _mm_storeu_si128((__m128i *)(first + i), _mm_shuffle_epi8(x, _mm256_castsi256_si128(order0)));
    _mm_storeu_si128((__m128i *)(second + i), _mm_shuffle_epi8(y, _mm256_castsi256_si128(order1)));
    _mm_storeu_si128((__m128i *)(third + i), _mm_shuffle_epi8(z, _mm256_castsi256_si128(order2)));
    if (count - i > 16 && count - i < 32) i = count - 32;  // the last block overlaps the one before
  }
  split3_rest(pixels, i, count, first, second, third);
}

#elif CK_HAS_X86_LEVELS

/// One of four rounds that together bring every third byte of 48 together.
#define ROUND(a, b, c, x, y, z)                               \
  __m128i x = _mm_unpacklo_epi8(a, _mm_unpackhi_epi64(b, b)); \
  __m128i y = _mm_unpacklo_epi8(_mm_unpackhi_epi64(a, a), c); \
  __m128i z = _mm_unpacklo_epi8(b, _mm_unpackhi_epi64(c, c));

static void split3(const uint8_t *pixels, size_t count, uint8_t *first, uint8_t *second, uint8_t *third) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    __m128i a = _mm_loadu_si128((const __m128i *)(pixels + 3 * i));
    __m128i b = _mm_loadu_si128((const __m128i *)(pixels + 3 * i + 16));
    __m128i c = _mm_loadu_si128((const __m128i *)(pixels + 3 * i + 32));
    ROUND(a, b, c, a1, b1, c1)
    ROUND(a1, b1, c1, a2, b2, c2)
    ROUND(a2, b2, c2, a3, b3, c3)
    ROUND(a3, b3, c3, a4, b4, c4)
    _mm_storeu_si128((__m128i *)(first + i), a4);
    _mm_storeu_si128((__m128i *)(second + i), b4);
    _mm_storeu_si128((__m128i *)(third + i), c4);
    if (count - i > 16 && count - i < 32) i = count - 32;  // the last block overlaps the one before
  }
  split3_rest(pixels, i, count, first, second, third);
}

#else

static void split3(const uint8_t *pixels, size_t count, uint8_t *first, uint8_t *second, uint8_t *third) {
  split3_rest(pixels, 0, count, first, second, third);
}

#endif

static void gather(const uint8_t *planes, ck_ipmix_patch patch, uint8_t *packed) {
  for (size_t channel = 0; channel < patch.channels; channel++) {
    const uint8_t *from = planes + channel * patch.plane_stride;
    for (size_t row = 0; row < patch.height; row++) {
      copy_row(packed, from, patch.width);
      packed += patch.width;
      from += patch.row_stride;
    }
  }
}

static void scatter(const uint8_t *packed, ck_ipmix_patch patch, uint8_t *planes) {
  for (size_t channel = 0; channel < patch.channels; channel++) {
    uint8_t *to = planes + channel * patch.plane_stride;
    for (size_t row = 0; row < patch.height; row++) {
      copy_row(to, packed, patch.width);
      packed += patch.width;
      to += patch.row_stride;
    }
  }
}

static void gather3(const uint8_t *pixels, size_t row_stride, size_t width, size_t height, uint8_t *packed) {
  const size_t plane = width * height;
  if (row_stride == 3 * width) return split3(pixels, plane, packed, packed + plane, packed + 2 * plane);
  for (size_t row = 0; row < height; row++) {
    split3(pixels, width, packed, packed + plane, packed + 2 * plane);
    packed += width;
    pixels += row_stride;
  }
}

#endif
