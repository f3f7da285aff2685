// Bytes to bytes: masks, thresholds, tables, histograms, reversal, shifts.
#ifndef FERNERY_CK_KERNELS_POINTS
#define FERNERY_CK_KERNELS_POINTS

#include "ck_ipmix_points.h"

#include "common.h"
#include "rows.h"

// MARK: - Arithmetic on each byte

static void keep_bits(const uint8_t *restrict source, uint8_t *restrict target, size_t count, uint8_t kept) {
  for (size_t i = 0; i < count; i++) target[i] = source[i] & kept;
}

static void solarize(const uint8_t *restrict source, uint8_t *restrict target, size_t count, uint8_t threshold) {
  for (size_t i = 0; i < count; i++) {
    uint8_t flip = source[i] >= threshold ? 255 : 0;
    target[i] = source[i] ^ flip;
  }
}

static void mirror_rows(const uint8_t *restrict source, uint8_t *restrict target, size_t rows, size_t width) {
  for (size_t row = 0; row < rows; row++) {
    const uint8_t *line = source + row * width;
    uint8_t *result = target + row * width;
    for (size_t i = 0; i < width; i++) result[i] = line[width - 1 - i];
  }
}

static void shift_rows(const uint8_t *source, uint8_t *target, size_t rows, size_t width, ptrdiff_t distance) {
  const size_t length = distance < 0 ? -(size_t)distance : (size_t)distance, empty = length < width ? length : width;
  const size_t kept = width - empty;
  for (size_t row = 0; row < rows; row++) {
    const uint8_t *line = source + row * width;
    uint8_t *result = target + row * width;
    copy_row(distance < 0 ? result + empty : result, distance < 0 ? line : line + empty, kept);
    clear_row(distance < 0 ? result : result + kept, empty);
  }
}

// MARK: - Tables

// Eight bytes a load; four tables, so that runs of one value do not wait for each other.
static void histogram_of(const uint8_t *source, size_t count, uint32_t histogram[256]) {
  uint32_t tables[4][256];
  memset(tables, 0, sizeof tables);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t word;
    memcpy(&word, source + i, 8);
    tables[0][word & 255]++;
    tables[1][(word >> 8) & 255]++;
    tables[2][(word >> 16) & 255]++;
    tables[3][(word >> 24) & 255]++;
    tables[0][(word >> 32) & 255]++;
    tables[1][(word >> 40) & 255]++;
    tables[2][(word >> 48) & 255]++;
    tables[3][word >> 56]++;
  }
  for (; i < count; i++) tables[0][source[i]]++;
  for (int v = 0; v < 256; v++) histogram[v] = tables[0][v] + tables[1][v] + tables[2][v] + tables[3][v];
}

static void look_up(const uint8_t *source, uint8_t *target, size_t count, const uint8_t table[256]) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t word;
    memcpy(&word, source + i, 8);
    target[i] = table[word & 255];
    target[i + 1] = table[(word >> 8) & 255];
    target[i + 2] = table[(word >> 16) & 255];
    target[i + 3] = table[(word >> 24) & 255];
    target[i + 4] = table[(word >> 32) & 255];
    target[i + 5] = table[(word >> 40) & 255];
    target[i + 6] = table[(word >> 48) & 255];
    target[i + 7] = table[word >> 56];
  }
  for (; i < count; i++) target[i] = table[source[i]];
}

// Below 256 the float32 quotient truncates exactly: sum / step lies at least 1 / step away from the next whole number,
// and step is below 2^17 for as many bytes as have a sum below 2^24. Larger planes divide whole numbers.
static void equalizing_table(const uint32_t *histogram, uint32_t step, uint8_t *table) {
  uint32_t sums[256];
  uint32_t sum = step / 2;
  for (int v = 0; v < 256; v++) {
    sums[v] = sum;
    sum += histogram[v];
  }
  if (sum < (1u << 24)) {
    const float divisor = (float)step;
    for (int v = 0; v < 256; v++) {
      float quotient = (float)(int32_t)sums[v] / divisor;
      table[v] = (uint8_t)(int32_t)(quotient < 255.0f ? quotient : 255.0f);
    }
  } else {
    for (int v = 0; v < 256; v++) {
      uint32_t quotient = sums[v] / step;
      table[v] = (uint8_t)(quotient < 255 ? quotient : 255);
    }
  }
}

#endif
