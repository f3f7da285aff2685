// What the descriptors of a picture are computed from: where it was drawn on, and sums of its rows.
#include "ck_describe.h"

#include "ck_define_levels.h"

#define CHANGES_PARAMETERS                                                                               \
  (const uint8_t *restrict after, const uint8_t *restrict before, size_t pixels, uint8_t least,          \
   uint8_t *restrict marks)
#define CHANGES_ARGUMENTS (after, before, pixels, least, marks)

CK_INLINE uint8_t distance(uint8_t a, uint8_t b) { return a > b ? (uint8_t)(a - b) : (uint8_t)(b - a); }

CK_INLINE void changes_body CHANGES_PARAMETERS {
  for (size_t i = 0; i < pixels; i++) {
    const uint8_t red = distance(after[3 * i], before[3 * i]);
    const uint8_t green = distance(after[3 * i + 1], before[3 * i + 1]);
    const uint8_t blue = distance(after[3 * i + 2], before[3 * i + 2]);
    uint8_t most = red > green ? red : green;
    most = most > blue ? most : blue;
    marks[i] = most >= least;
  }
}

CK_DEFINE_LEVELS(changes, CHANGES_PARAMETERS, CHANGES_ARGUMENTS)

void ck_mark_changes(
    ck_level level, const uint8_t *after, const uint8_t *before, size_t pixels, uint8_t least, uint8_t *marks) {
  changes_levels[level] CHANGES_ARGUMENTS;
}

#define ROW_PARAMETERS (const uint8_t *restrict row, size_t count, uint32_t weight, uint32_t *restrict sums)
#define ROW_ARGUMENTS (row, count, weight, sums)

CK_INLINE void add_row_body ROW_PARAMETERS {
  for (size_t i = 0; i < count; i++) sums[i] += weight * row[i];
}

CK_DEFINE_LEVELS(add_row, ROW_PARAMETERS, ROW_ARGUMENTS)

void ck_add_row(ck_level level, const uint8_t *row, size_t count, uint32_t weight, uint32_t *sums) {
  add_row_levels[level] ROW_ARGUMENTS;
}
