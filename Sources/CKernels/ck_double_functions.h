// FractalCore's elementary functions without branches, for loops over vectors: private to CKernels.
//
// The operations are those of ElementaryFunctions.swift, in their order, so both give the same bits.
#ifndef FERNERY_CK_DOUBLE_FUNCTIONS_H
#define FERNERY_CK_DOUBLE_FUNCTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "ck_define_levels.h"

#pragma STDC FP_CONTRACT OFF

CK_INLINE double power_of_two(int32_t exponent) {
  uint64_t bits = (uint64_t)(uint32_t)(exponent + 1023) << 52;
  double value;
  memcpy(&value, &bits, 8);
  return value;
}

/// e^r for |r| <= ln(2)/2.
CK_INLINE double exponential_of_rest(double r) {
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

/// ElementaryFunctions.exp without branches. What lies beyond the ends is computed with clamped arguments and replaced.
CK_INLINE double exponential(double x) {
  const double greatest = 709.782712893384, least = -745.133219101942;
  double argument = x < greatest ? x : greatest;  // NaN becomes a number here and is restored below
  argument = argument > least ? argument : least;
  // Adding and taking away 1.5 * 2^52 rounds to the nearest whole number, ties to even.
  double k = (argument * 1.4426950408889634 + 0x1.8p52) - 0x1.8p52;
  double r = (argument - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
  double power = exponential_of_rest(r);
  int32_t exponent = (int32_t)k;
  int32_t half = (exponent - (exponent >> 31)) >> 1;  // towards zero
  double result = power * power_of_two(half) * power_of_two(exponent - half);
  result = x > greatest ? __builtin_inf() : result;
  result = x < least ? 0.0 : result;
  return x == x ? result : x;
}

/// The same where |x| <= 700: nothing is replaced there, and 2^k is a normal number, so one product has the bits of two.
CK_INLINE double bounded_exponential(double x) {
  // The lowest bits of the shifted number are those of the whole number k.
  const double shifted = x * 1.4426950408889634 + 0x1.8p52, k = shifted - 0x1.8p52;
  uint64_t bits;
  memcpy(&bits, &shifted, 8);
  bits = (bits << 52) + ((uint64_t)1023 << 52);
  double power_of_k;
  memcpy(&power_of_k, &bits, 8);
  return exponential_of_rest((x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33) * power_of_k;
}

/// ElementaryFunctions.log of a positive float32 number, which is a normal double: the exponent is read off its bits.
CK_INLINE double positive_logarithm(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  // Numbers from 2^52 to 2^53 have whole numbers as their lowest bits.
  const uint64_t exponent = (bits >> 52) | (uint64_t)0x433 << 52;
  double k;
  memcpy(&k, &exponent, 8);
  k -= 0x1p52 + 1023;
  const uint64_t significand = (bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000;
  double m;
  memcpy(&m, &significand, 8);
  const bool is_large = m > 1.4142135623730951;
  m = is_large ? m * 0.5 : m;
  k = is_large ? k + 1 : k;
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
  return k * 0x1.62e42feep-1 - ((half_square - (correction + k * 0x1.a39ef35793c76p-33)) - f);
}

/// ElementaryFunctions.log of a float32 number: minus infinity for 0, NaN for what is below 0 and for NaN.
CK_INLINE double logarithm(double x) {
  double result = positive_logarithm(x);
  result = x == __builtin_inf() ? x : result;
  result = x == 0 ? -__builtin_inf() : result;
  return x >= 0 ? result : __builtin_nan("");
}

#endif
