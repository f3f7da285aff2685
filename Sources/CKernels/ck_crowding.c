// The inner loops of the selection. Plain C over rows, which compilers vectorise at every level.
#include "ck_crowding.h"

#pragma STDC FP_CONTRACT OFF

static inline __attribute__((always_inline)) int32_t squared_distance(
    const uint8_t *one, const uint8_t *other, int bytes) {
  int32_t sum = 0;
  for (int j = 0; j < bytes; j++) {
    int16_t difference = (int16_t)(one[j] - other[j]);
    sum += difference * difference;
  }
  return sum;
}

/// Rows whose distances are known before they are turned into crowding, so that divisions go side by side.
#define BLOCK 64

static inline __attribute__((always_inline)) void add(
    const uint8_t *rows, size_t count, const uint8_t *centre, double *crowding) {
  for (size_t start = 0; start < count; start += BLOCK) {
    int size = count - start < BLOCK ? (int)(count - start) : BLOCK;
    int32_t squares[BLOCK];
    for (int i = 0; i < size; i++) {
      const uint8_t *row = rows + (start + (size_t)i) * CK_ROW_BYTES;
      int32_t form = squared_distance(row, centre, CK_FORM_BYTES);
      squares[i] = form + squared_distance(row + CK_FORM_BYTES, centre + CK_FORM_BYTES, CK_ROW_BYTES - CK_FORM_BYTES);
    }
    for (int i = 0; i < size; i++) {
      double square = squares[i] > 0 ? squares[i] : 1;
      crowding[start + (size_t)i] += 1 / (square * square);
    }
  }
}

static inline __attribute__((always_inline)) uint32_t least(const uint8_t *forms, size_t count, const uint8_t *form) {
  uint32_t found = UINT32_MAX;
  for (size_t i = 0; i < count; i++) {
    uint32_t distance = (uint32_t)squared_distance(forms + i * CK_FORM_BYTES, form, CK_FORM_BYTES);
    if (distance < found) found = distance;
  }
  return found;
}

static inline __attribute__((always_inline)) size_t like_texture(
    const uint8_t *forms, size_t start, size_t count, const uint8_t *form, uint32_t limit) {
  for (size_t i = start; i < count; i++) {
    const uint8_t *texture = forms + i * CK_FORM_BYTES + CK_SHAPE_BYTES;
    uint32_t distance =
        (uint32_t)squared_distance(texture, form + CK_SHAPE_BYTES, CK_FORM_BYTES - CK_SHAPE_BYTES);
    if (distance <= limit) return i;
  }
  return count;
}

#define DEFINE_LEVEL(level, target)                                                                                  \
  target static void add_##level(const uint8_t *rows, size_t count, const uint8_t *centre, double *crowding) {      \
    add(rows, count, centre, crowding);                                                                              \
  }                                                                                                                  \
  target static uint32_t least_##level(const uint8_t *forms, size_t count, const uint8_t *form) {                   \
    return least(forms, count, form);                                                                                \
  }                                                                                                                  \
  target static size_t like_texture_##level(                                                                         \
      const uint8_t *forms, size_t start, size_t count, const uint8_t *form, uint32_t limit) {                      \
    return like_texture(forms, start, count, form, limit);                                                           \
  }

DEFINE_LEVEL(baseline, )
DEFINE_LEVEL(v3, CK_TARGET_V3)
DEFINE_LEVEL(v4, CK_TARGET_V4)

void ck_crowding_add(ck_level level, const uint8_t *rows, size_t count, const uint8_t *centre, double *crowding) {
  static void (*const levels[])(const uint8_t *, size_t, const uint8_t *, double *) = {add_baseline, add_v3, add_v4};
  levels[level](rows, count, centre, crowding);
}

uint32_t ck_nearest(ck_level level, const uint8_t *forms, size_t count, const uint8_t *form) {
  static uint32_t (*const levels[])(const uint8_t *, size_t, const uint8_t *) = {least_baseline, least_v3, least_v4};
  return levels[level](forms, count, form);
}

size_t ck_like_texture(
    ck_level level, const uint8_t *forms, size_t start, size_t count, const uint8_t *form, uint32_t limit) {
  static size_t (*const levels[])(const uint8_t *, size_t, size_t, const uint8_t *, uint32_t) = {
      like_texture_baseline, like_texture_v3, like_texture_v4};
  return levels[level](forms, start, count, form, limit);
}
