// The inner loops of farthest-point selection. Plain C: compilers turn them into multiply-add of 16-bit pairs at every level.
#include "ck_farthest.h"

static inline __attribute__((always_inline)) uint32_t squared_distance(const uint8_t *one, const uint8_t *other) {
  int32_t sum = 0;
  for (int j = 0; j < CK_ROW_BYTES; j++) {
    int16_t difference = (int16_t)(one[j] - other[j]);
    sum += difference * difference;
  }
  return (uint32_t)sum;
}

static inline __attribute__((always_inline)) size_t update(
    const uint8_t *rows, size_t count, const uint8_t *centre, uint32_t *nearest) {
  size_t farthest = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t distance = squared_distance(rows + i * CK_ROW_BYTES, centre);
    if (distance < nearest[i]) nearest[i] = distance;
    if (nearest[i] > nearest[farthest]) farthest = i;
  }
  return farthest;
}

static inline __attribute__((always_inline)) uint32_t least(const uint8_t *rows, size_t count, const uint8_t *row) {
  uint32_t found = UINT32_MAX;
  for (size_t i = 0; i < count; i++) {
    uint32_t distance = squared_distance(rows + i * CK_ROW_BYTES, row);
    if (distance < found) found = distance;
  }
  return found;
}

#define DEFINE_LEVEL(level, target)                                                                                   \
  target static size_t update_##level(const uint8_t *rows, size_t count, const uint8_t *centre, uint32_t *nearest) { \
    return update(rows, count, centre, nearest);                                                                      \
  }                                                                                                                   \
  target static uint32_t least_##level(const uint8_t *rows, size_t count, const uint8_t *row) {                      \
    return least(rows, count, row);                                                                                   \
  }

DEFINE_LEVEL(baseline, )
DEFINE_LEVEL(v3, CK_TARGET_V3)
DEFINE_LEVEL(v4, CK_TARGET_V4)

size_t ck_farthest_update(
    ck_level level, const uint8_t *rows, size_t count, const uint8_t *centre, uint32_t *nearest) {
  static size_t (*const levels[])(const uint8_t *, size_t, const uint8_t *, uint32_t *) = {
      update_baseline, update_v3, update_v4};
  return levels[level](rows, count, centre, nearest);
}

uint32_t ck_nearest(ck_level level, const uint8_t *rows, size_t count, const uint8_t *row) {
  static uint32_t (*const levels[])(const uint8_t *, size_t, const uint8_t *) = {least_baseline, least_v3, least_v4};
  return levels[level](rows, count, row);
}
