// The inner loops of the selection. Plain C over rows, which compilers vectorise at every level.
#ifndef FERNERY_CK_KERNELS_CROWDING
#define FERNERY_CK_KERNELS_CROWDING

#include "ck_crowding.h"

CK_INLINE int32_t squared_distance(
    const uint8_t *one, const uint8_t *other, int bytes) {
  int32_t sum = 0;
  for (int j = 0; j < bytes; j++) {
    int16_t difference = (int16_t)(one[j] - other[j]);
    sum += difference * difference;
  }
  return sum;
}

/// Rows whose distances are known before they are turned into crowding, so that divisions go side by side.
#define CROWDING_BLOCK 64

static void add_crowding(
    const uint8_t *rows, size_t count, const uint8_t *centre, double *crowding) {
  for (size_t start = 0; start < count; start += CROWDING_BLOCK) {
    int size = count - start < CROWDING_BLOCK ? (int)(count - start) : CROWDING_BLOCK;
    int32_t squares[CROWDING_BLOCK];
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

static uint32_t nearest_form(const uint8_t *forms, size_t count, const uint8_t *form) {
  uint32_t found = UINT32_MAX;
  for (size_t i = 0; i < count; i++) {
    uint32_t distance = (uint32_t)squared_distance(forms + i * CK_FORM_BYTES, form, CK_FORM_BYTES);
    if (distance < found) found = distance;
  }
  return found;
}

static size_t first_like_texture(
    const uint8_t *forms, size_t start, size_t count, const uint8_t *form, uint32_t limit) {
  for (size_t i = start; i < count; i++) {
    const uint8_t *texture = forms + i * CK_FORM_BYTES + CK_SHAPE_BYTES;
    uint32_t distance =
        (uint32_t)squared_distance(texture, form + CK_SHAPE_BYTES, CK_FORM_BYTES - CK_SHAPE_BYTES);
    if (distance <= limit) return i;
  }
  return count;
}

#endif
