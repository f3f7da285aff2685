// Farthest-point selection's inner loop. Plain C: compilers turn it into multiply-add of 16-bit pairs at every level.
#include "ck_farthest.h"

static inline __attribute__((always_inline)) size_t update(
    const uint8_t *rows, size_t count, const uint8_t *centre, uint32_t *nearest) {
  size_t farthest = 0;
  for (size_t i = 0; i < count; i++) {
    const uint8_t *row = rows + i * CK_ROW_BYTES;
    int32_t sum = 0;
    for (int j = 0; j < CK_ROW_BYTES; j++) {
      int16_t difference = (int16_t)(row[j] - centre[j]);
      sum += difference * difference;
    }
    if ((uint32_t)sum < nearest[i]) nearest[i] = (uint32_t)sum;
    if (nearest[i] > nearest[farthest]) farthest = i;
  }
  return farthest;
}

static size_t update_baseline(const uint8_t *rows, size_t count, const uint8_t *centre, uint32_t *nearest) {
  return update(rows, count, centre, nearest);
}

CK_TARGET_V3 static size_t update_v3(const uint8_t *rows, size_t count, const uint8_t *centre, uint32_t *nearest) {
  return update(rows, count, centre, nearest);
}

CK_TARGET_V4 static size_t update_v4(const uint8_t *rows, size_t count, const uint8_t *centre, uint32_t *nearest) {
  return update(rows, count, centre, nearest);
}

size_t ck_farthest_update(
    ck_level level, const uint8_t *rows, size_t count, const uint8_t *centre, uint32_t *nearest) {
  static size_t (*const levels[])(const uint8_t *, size_t, const uint8_t *, uint32_t *) = {
      update_baseline, update_v3, update_v4};
  return levels[level](rows, count, centre, nearest);
}
