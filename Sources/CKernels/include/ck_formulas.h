#ifndef FERNERY_CK_FORMULAS_H
#define FERNERY_CK_FORMULAS_H

// Scalar formulas, each written once: kernels inline them into their loops, and Swift calls them.
//
// They are made of +, -, *, / and selections in a fixed order, so every level and every machine computes the same bits.
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define CK_FORMULA static inline __attribute__((always_inline))

// MARK: - Floating-point numbers by their bits

CK_FORMULA uint32_t ck_float_bits(float v) {
  uint32_t bits;
  memcpy(&bits, &v, sizeof bits);
  return bits;
}

CK_FORMULA float ck_float_of_bits(uint32_t bits) {
  float v;
  memcpy(&v, &bits, sizeof v);
  return v;
}

CK_FORMULA double ck_double_of_bits(uint64_t bits) {
  double v;
  memcpy(&v, &bits, sizeof v);
  return v;
}

// MARK: - Exponential function and logarithm

/// ln 2 in two parts: the first has 21 zero bits at its end, so that a whole exponent times it is exact.
#define CK_LN2_HIGH 0x1.62e42feep-1
#define CK_LN2_LOW 0x1.a39ef35793c76p-33

/// 2^exponent for -1022...1023.
CK_FORMULA double ck_power_of_two(int32_t exponent) {
  return ck_double_of_bits((uint64_t)(uint32_t)(exponent + 1023) << 52);
}

/// e^r for |r| <= ln(2)/2 by its power series to r^13: the rest is below 2^-57.
CK_FORMULA double ck_exp_of_rest(double r) {
  double series = 1.0 / 6227020800;
  series = series * r + 1.0 / 479001600;
  series = series * r + 1.0 / 39916800;
  series = series * r + 1.0 / 3628800;
  series = series * r + 1.0 / 362880;
  series = series * r + 1.0 / 40320;
  series = series * r + 1.0 / 5040;
  series = series * r + 1.0 / 720;
  series = series * r + 1.0 / 120;
  series = series * r + 1.0 / 24;
  series = series * r + 1.0 / 6;
  series = series * r + 0.5;
  return 1 + (r + r * r * series);
}

/// e^x; error below 1 ulp.
///
/// Overflows to infinity above 709.79 and underflows to zero below -745.14; NaN stays NaN. Without branches: beyond the
/// ends it is computed with clamped arguments, and replaced.
CK_FORMULA double ck_exp(double x) {
  const double greatest = 709.782712893384, least = -745.133219101942;
  double argument = x < greatest ? x : greatest;  // NaN becomes a number here and is restored below
  argument = argument > least ? argument : least;
  // Adding and taking away 1.5 * 2^52 rounds to the nearest whole number, ties to even.
  const double k = (argument * 1.4426950408889634 + 0x1.8p52) - 0x1.8p52;
  const double power = ck_exp_of_rest((argument - k * CK_LN2_HIGH) - k * CK_LN2_LOW);
  // In two steps, because 2^k alone may lie outside of the normal range.
  const int32_t exponent = (int32_t)k;
  const int32_t half = (exponent - (exponent >> 31)) >> 1;  // towards zero
  double result = power * ck_power_of_two(half) * ck_power_of_two(exponent - half);
  result = x > greatest ? __builtin_inf() : result;
  result = x < least ? 0.0 : result;
  return x == x ? result : x;
}

/// ``ck_exp`` where |x| <= 700: nothing is replaced there, and 2^k is a normal number, so one product has the bits of two.
CK_FORMULA double ck_exp_bounded(double x) {
  // The lowest bits of the shifted number are those of the whole number k.
  const double shifted = x * 1.4426950408889634 + 0x1.8p52, k = shifted - 0x1.8p52;
  uint64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  const double power_of_k = ck_double_of_bits((bits << 52) + ((uint64_t)1023 << 52));
  return ck_exp_of_rest((x - k * CK_LN2_HIGH) - k * CK_LN2_LOW) * power_of_k;
}

/// ln(x 2^shift) of a positive normal number x, as long as the result's exponent is that of a double; error below 1 ulp.
CK_FORMULA double ck_log_positive(double x, int32_t shift) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  // Numbers from 2^52 to 2^53 have whole numbers as their lowest bits.
  double k = ck_double_of_bits((bits >> 52) | (uint64_t)0x433 << 52) - (0x1p52 + 1023 - shift);
  double m = ck_double_of_bits((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
  const bool is_large = m > 1.4142135623730951;
  m = is_large ? m * 0.5 : m;
  k = is_large ? k + 1 : k;
  // ln(1 + f) = 2 artanh(s) with s = f / (2 + f), and 2 s = f - s f.
  const double f = m - 1, s = f / (2 + f), z = s * s;
  double series = 2.0 / 23;
  series = series * z + 2.0 / 21;
  series = series * z + 2.0 / 19;
  series = series * z + 2.0 / 17;
  series = series * z + 2.0 / 15;
  series = series * z + 2.0 / 13;
  series = series * z + 2.0 / 11;
  series = series * z + 2.0 / 9;
  series = series * z + 2.0 / 7;
  series = series * z + 2.0 / 5;
  series = series * z + 2.0 / 3;
  const double half_square = 0.5 * f * f, correction = s * (half_square + z * series);
  return k * CK_LN2_HIGH - ((half_square - (correction + k * CK_LN2_LOW)) - f);
}

/// ln(x) of a number that is not subnormal, as no float32 is in double; error below 1 ulp.
///
/// Zero gives minus infinity; a negative number or NaN gives NaN.
CK_FORMULA double ck_log(double x) {
  double result = ck_log_positive(x, 0);
  result = x == __builtin_inf() ? x : result;
  result = x == 0 ? -__builtin_inf() : result;
  return x >= 0 ? result : __builtin_nan("");
}

// MARK: - Colour

/// The luma of an sRGB colour, as Pillow converts RGB to L: ITU-R BT.601 in 16-bit fixed point.
CK_FORMULA uint32_t ck_luma(uint32_t red, uint32_t green, uint32_t blue) {
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}

/// How far a level of brightness goes towards white: 0 up to a level of 0.7, `highlights` from 1.3 on.
CK_FORMULA float ck_whitening(float level, float highlights) {
  float above = (level - 0.7f) / 0.6f;
  above = above > 0 ? above : 0;
  above = above < 1 ? above : 1;
  return highlights * above * above;
}

// MARK: - Coloured cells

/// In a coloured cell, hits are counted from this bit up; below stands the sum of 8-bit colour coordinates.
///
/// So one cell takes fewer than 2^28 hits: calls must draw fewer points than that into the same cells.
#define CK_HIT_SHIFT 36

/// The value that one hit adds to a coloured cell.
CK_FORMULA uint64_t ck_cell_hit(uint32_t colour) { return ((uint64_t)1 << CK_HIT_SHIFT) + colour; }

/// The hits of a coloured cell.
CK_FORMULA uint32_t ck_cell_hits(uint64_t cell) { return (uint32_t)(cell >> CK_HIT_SHIFT); }

/// The sum of the colour coordinates of a cell's hits.
CK_FORMULA uint64_t ck_cell_colours(uint64_t cell) { return cell & (((uint64_t)1 << CK_HIT_SHIFT) - 1); }

// MARK: - Tables over octaves

// The upper bits of a float32 are a logarithm by pieces: they number the bins of an octave, and the lower bits tell how far
// within its bin a number lies.

/// Hits below 2^28 fall into 28 octaves of 512 bins.
#define CK_TONE_BINS 14336

/// The bin of a number of hits, 1 or more; hits just below 2^28 round up to it and give CK_TONE_BINS.
CK_FORMULA uint32_t ck_tone_bin(uint32_t hits) {
  return (ck_float_bits((float)(int32_t)hits) >> 14) - (0x3f800000u >> 14);
}

/// The least number of hits of a bin, for which the bin stands.
CK_FORMULA float ck_tone_least_hits(int32_t bin) { return ck_float_of_bits(((uint32_t)bin << 14) + 0x3f800000u); }

/// Bins of a table of ranks: a 16th of an octave each, from 2^-24 to 2^16.
#define CK_RANK_BINS 640

/// The bits of a number above those of 2^-24, of which the upper ones are its bin; also of 0, infinity and NaN.
CK_FORMULA uint32_t ck_rank_bits(float value) { return value > 0x1p-24f ? ck_float_bits(value) - 0x33800000u : 0; }

/// The bin of a number in a table of ranks.
CK_FORMULA uint32_t ck_rank_bin(float value) {
  const uint32_t bin = ck_rank_bits(value) >> 19;
  return bin < CK_RANK_BINS ? bin : CK_RANK_BINS - 1;
}

/// The rank of a number, in 0...1: that of its bin in `ranks`, which has CK_RANK_BINS + 1 numbers, and straight on within.
CK_FORMULA float ck_rank(const float *ranks, float value) {
  const uint32_t bits = ck_rank_bits(value), bin = ck_rank_bin(value);
  const float share = (float)(int32_t)(bits & 0x7ffff) * 0x1p-19f;
  return ranks[bin] + (bits >> 19 < CK_RANK_BINS ? share : 1.0f) * (ranks[bin + 1] - ranks[bin]);
}

// MARK: - Escape time

/// The bailout: an orbit has escaped once |z| is above it. Its square and its 6th power's square fit into a float32.
#define CK_ESCAPE_BAILOUT 256.0

/// The smooth count of an orbit that escaped with n = `count` and |z_n|^2 = `norm`, by a table of 64 fractions an octave.
CK_FORMULA float ck_smooth_count(const float *fractions, int32_t fraction_count, float count, float norm) {
  const float bailout = (float)(CK_ESCAPE_BAILOUT * CK_ESCAPE_BAILOUT);
  const uint32_t bits = norm > bailout ? ck_float_bits(norm) - 0x47800000u : 0, last = (uint32_t)fraction_count - 2;
  const uint32_t bin = bits >> 17 < last ? bits >> 17 : last;
  const float share = (float)(int32_t)(bits & 0x1ffff) * 0x1p-17f;
  return count + (1.0f - (fractions[bin] + share * (fractions[bin + 1] - fractions[bin])));
}

#endif
