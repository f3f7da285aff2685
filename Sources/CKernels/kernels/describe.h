// The inputs of a picture's descriptors: its drawn pixels, and sums of its rows.
#ifndef FERNERY_CK_KERNELS_DESCRIBE
#define FERNERY_CK_KERNELS_DESCRIBE

#include "ck_describe.h"

#include "common.h"

CK_INLINE uint8_t byte_distance(uint8_t a, uint8_t b) { return a > b ? (uint8_t)(a - b) : (uint8_t)(b - a); }

static void mark_changes(
    const uint8_t *restrict after, const uint8_t *restrict before, size_t pixels, uint8_t least,
    uint8_t *restrict marks) {
  for (size_t i = 0; i < pixels; i++) {
    const uint8_t red = byte_distance(after[3 * i], before[3 * i]);
    const uint8_t green = byte_distance(after[3 * i + 1], before[3 * i + 1]);
    const uint8_t blue = byte_distance(after[3 * i + 2], before[3 * i + 2]);
    uint8_t most = red > green ? red : green;
    most = most > blue ? most : blue;
    marks[i] = most >= least;
  }
}

static void add_row(const uint8_t *restrict row, size_t count, uint32_t weight, uint32_t *restrict sums) {
  for (size_t i = 0; i < count; i++) sums[i] += weight * row[i];
}

#endif
