// Shears: whole rows or columns move by whole pixels plus one fraction, for which a 16-bit weight is exact.
#ifndef FERNERY_CK_KERNELS_SHEAR
#define FERNERY_CK_KERNELS_SHEAR

#include "ck_ipmix_affine.h"
#include "rows.h"
#include "taps.h"

/// How a line moves: pixel i comes from between i + whole and the next, with `weight` / 65536 for the fraction.
typedef struct {
  int32_t whole;
  uint16_t weight;
} movement;

/// Finds the movement of a line by `shift`; false where the fraction lies so close to a break (a half and a whole among
/// them) that the rounding of the places decides, or where nothing comes from inside anyway.
CK_INLINE bool find_movement(double shift, const uint16_t *breaks, movement *found) {
  if (!(shift > -30000 && shift < 30000)) return false;
  int32_t whole = (int32_t)shift;
  if ((double)whole > shift) whole -= 1;
  double scaled = (shift - (double)whole) * 65536;
  int32_t k = (int32_t)scaled;
  if (k >= CK_IPMIX_FRACTIONS) return false;
  int32_t rest = (int32_t)((scaled - (double)k) * 65536), at = breaks[k];
  // Places are rounded by less than 2^-37; these are units of 2^-32.
  if (rest - at <= 2 && at - rest <= 2) return false;
  *found = (movement){whole, (uint16_t)(rest < at ? k : k + 1)};
  return true;
}


CK_INLINE i16x16 load16(const uint8_t *from) {
  u8x16 bytes;
  memcpy(&bytes, from, 16);
  return __builtin_convertvector(bytes, i16x16);
}

CK_INLINE void store16(uint8_t *to, i16x16 values) {
  u8x16 bytes = __builtin_convertvector(values, u8x16);
  memcpy(to, &bytes, 16);
}

/// floor(d w / 65536), w as a signed number.
CK_INLINE i16x16 high_product(i16x16 d, i16x16 weight) {
  i32x16 product = __builtin_convertvector(d, i32x16) * __builtin_convertvector(weight, i32x16);
  return __builtin_convertvector(product >> 16, i16x16);
}

/// The mixture of each byte with the next. From a weight of 1/2 on, floor(d w / 65536) is d + floor(d (w - 65536) / 65536),
/// and a + d is b: so weights stay within 16 signed bits.
CK_INLINE void mix_neighbours(const uint8_t *from, uint8_t *to, int32_t count, uint16_t weight) {
  const int32_t signed_weight = (int16_t)weight;
  const uint8_t *base = from + (weight >> 15);
  if (count < 16) {
    for (int32_t i = 0; i < count; i++) {
      to[i] = (uint8_t)(base[i] + ((((int32_t)from[i + 1] - (int32_t)from[i]) * signed_weight) >> 16));
    }
    return;
  }
  const i16x8 constant = (i16x8){0} + (int16_t)weight;
  for (int32_t i = 0;; i += 16) {
    if (i + 16 > count) i = count - 16;  // the last block overlaps the one before
    i16x8 half = constant;
#if CK_HAS_X86_LEVELS
    // Keeps the widening of a constant weight within the loop, where the product is seen to be one of 16 bits.
    __asm__ volatile("" : "+x"(half));
#endif
    i16x16 weights = __builtin_shufflevector(half, half, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    i16x16 difference = load16(from + i + 1) - load16(from + i);
    store16(to + i, load16(base + i) + high_product(difference, weights));
    if (i + 16 == count) return;
  }
}

// MARK: - Along rows

static void exact_row(ck_ipmix_planes planes, int32_t row, double shift) {
  const size_t plane = (size_t)planes.height * (size_t)planes.width;
  const size_t line = (size_t)row * (size_t)planes.width;
  for (int32_t column = 0; column < planes.width; column++) {
    double place = ((double)column + 0.5) + shift;
    bool inside = place >= 0 && place < (double)planes.width;
    ck_tap tap = inside ? tap_at(place, planes.width) : (ck_tap){0, 0, 0};
    for (int32_t channel = 0; channel < planes.channels; channel++) {
      const uint8_t *from = planes.source + (size_t)channel * plane + line;
      planes.target[(size_t)channel * plane + line + (size_t)column] =
          inside ? (uint8_t)(int32_t)mix_taps(from[tap.first], from[tap.second], tap.fraction) : 0;
    }
  }
}

CK_INLINE int32_t clamp_index(int32_t value, int32_t low, int32_t high) {
  return value < low ? low : value > high ? high : value;
}

static void shear_x(ck_ipmix_planes planes, double factor, const uint16_t *breaks) {
  const int32_t width = planes.width;
  const size_t plane = (size_t)planes.height * (size_t)width;
  for (int32_t row = planes.first_row; row < planes.end_row; row++) {
    const double shift = factor * ((double)row + 0.5);
    movement move;
    if (!find_movement(shift, breaks, &move)) {
      exact_row(planes, row, shift);
      continue;
    }
    // Column i takes the bytes at t = i + whole and t + 1. It is inside for t in 0...width-1, or in -1...width-2 from a
    // half on; at -1 and width-1 both taps are clamped to the same byte.
    const int32_t late = move.weight >> 15;
    const int32_t low = clamp_index(-late - move.whole, 0, width), high = clamp_index(width - late - move.whole, low, width);
    const int32_t from = clamp_index(-move.whole, low, high), to = clamp_index(width - 1 - move.whole, from, high);
    for (int32_t channel = 0; channel < planes.channels; channel++) {
      const uint8_t *source = planes.source + (size_t)channel * plane + (size_t)row * (size_t)width;
      uint8_t *target = planes.target + (size_t)channel * plane + (size_t)row * (size_t)width;
      clear_row(target, (size_t)low);
      if (low < from) target[low] = source[0];
      mix_neighbours(source + (from + move.whole), target + from, to - from, move.weight);
      if (to < high) target[to] = source[width - 1];
      clear_row(target + high, (size_t)(width - high));
    }
  }
}

// MARK: - Along columns

static void exact_column(ck_ipmix_planes planes, int32_t column, double shift) {
  const size_t plane = (size_t)planes.height * (size_t)planes.width, width = (size_t)planes.width;
  for (int32_t row = planes.first_row; row < planes.end_row; row++) {
    double place = shift + ((double)row + 0.5);
    bool inside = place >= 0 && place < (double)planes.height;
    ck_tap tap = inside ? tap_at(place, planes.height) : (ck_tap){0, 0, 0};
    for (int32_t channel = 0; channel < planes.channels; channel++) {
      const uint8_t *from = planes.source + (size_t)channel * plane + (size_t)column;
      planes.target[(size_t)channel * plane + (size_t)row * width + (size_t)column] =
          inside ? (uint8_t)(int32_t)mix_taps(
                       from[(size_t)tap.first * width], from[(size_t)tap.second * width], tap.fraction)
                 : 0;
    }
  }
}

/// Sixteen columns: their weights, where they are inside, and which take part in each of the whole shifts among them.
typedef struct {
  i16x16 weights, late, first, end;
  int32_t wholes[16];
  u8x16 members[16];
  int32_t count;
} column_block;

CK_INLINE u8x16 row_of(const column_block *block, const uint8_t *columns, int32_t row, int32_t height, size_t width) {
  u8x16 result;
  memcpy(&result, columns + (size_t)clamp_index(row + block->wholes[0], 0, height - 1) * width, 16);
  for (int32_t i = 1; i < block->count; i++) {
    u8x16 other;
    memcpy(&other, columns + (size_t)clamp_index(row + block->wholes[i], 0, height - 1) * width, 16);
    result = (result & ~block->members[i]) | (other & block->members[i]);
  }
  return result;
}

CK_INLINE void shear_block(ck_ipmix_planes planes, const column_block *block, int32_t column) {
  const size_t plane = (size_t)planes.height * (size_t)planes.width, width = (size_t)planes.width;
  for (int32_t channel = 0; channel < planes.channels; channel++) {
    const uint8_t *columns = planes.source + (size_t)channel * plane + (size_t)column;
    uint8_t *target = planes.target + (size_t)channel * plane + (size_t)planes.first_row * width + (size_t)column;
    u8x16 upper = row_of(block, columns, planes.first_row, planes.height, width);
    for (int32_t row = planes.first_row; row < planes.end_row; row++) {
      u8x16 lower = row_of(block, columns, row + 1, planes.height, width);
      i16x16 a = __builtin_convertvector(upper, i16x16);
      i16x16 difference = __builtin_convertvector(lower, i16x16) - a;
      i16x16 value = a + (difference & block->late) + high_product(difference, block->weights);
      i16x16 at = (i16x16){0} + (int16_t)row;
      store16(target, value & (at >= block->first) & (at < block->end));
      target += width;
      upper = lower;
    }
  }
}

static void shear_y(ck_ipmix_planes planes, double factor, const uint16_t *breaks) {
  const int32_t width = planes.width, height = planes.height;
  if (width < 16 || height > 30000) {
    for (int32_t i = 0; i < width; i++) exact_column(planes, i, factor * ((double)i + 0.5));
    return;
  }
  for (int32_t column = 0;; column += 16) {
    if (column + 16 > width) column = width - 16;  // the last block overlaps the one before
    column_block block;
    memset(&block, 0, sizeof block);
    uint32_t undecided = 0;
    for (int32_t lane = 0; lane < 16; lane++) {
      movement move;
      if (!find_movement(factor * ((double)(column + lane) + 0.5), breaks, &move)) {
        undecided |= 1u << lane;
        continue;
      }
      const int32_t late = move.weight >> 15;
      block.weights[lane] = (int16_t)move.weight;
      block.late[lane] = (int16_t)-late;
      block.first[lane] = (int16_t)clamp_index(-late - move.whole, 0, height);
      block.end[lane] = (int16_t)clamp_index(height - late - move.whole, 0, height);
      int32_t i = 0;
      while (i < block.count && block.wholes[i] != move.whole) i++;
      if (i == block.count) block.wholes[block.count++] = move.whole;
      block.members[i][lane] = 255;
    }
    if (block.count > 0) shear_block(planes, &block, column);
    for (int32_t lane = 0; undecided >> lane != 0; lane++) {
      if (undecided >> lane & 1) exact_column(planes, column + lane, factor * ((double)(column + lane) + 0.5));
    }
    if (column + 16 == width) return;
  }
}

#endif
