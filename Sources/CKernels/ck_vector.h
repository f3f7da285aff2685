// Vectors of sixteen lanes and elementary functions on them. Private to CKernels; made to be included once a level.
//
// One body serves every level: the compiler splits sixteen lanes into the registers that a level has. Operations are
// +, -, *, / and sqrt in a fixed order, integers and selections, so all levels give the same bits. Errors are in units in
// the last place of the exact result; a test measures them against high precision.
#include <stdint.h>

#pragma STDC FP_CONTRACT OFF

#ifndef FERNERY_CK_VECTOR_H
#define FERNERY_CK_VECTOR_H

#define CK_LANES 16
typedef float ck_f16 __attribute__((ext_vector_type(CK_LANES)));
typedef int32_t ck_i16 __attribute__((ext_vector_type(CK_LANES)));
typedef uint32_t ck_u16 __attribute__((ext_vector_type(CK_LANES)));

#define CK_PI 3.14159274f
#define CK_HALF_PI 1.57079637f
#define CK_QUARTER_PI 0.785398163f

#endif

#ifndef CK_LEVEL_NAME
#error "define CK_LEVEL_NAME(name) before including ck_vector.h"
#endif
#define CK_VECTOR_INLINE static inline __attribute__((always_inline, unused))

#define absolute CK_LEVEL_NAME(absolute)
CK_VECTOR_INLINE ck_f16 absolute(ck_f16 v) { return (ck_f16)((ck_i16)v & 0x7fffffff); }

/// `v` with the sign of `s`.
#define with_sign CK_LEVEL_NAME(with_sign)
CK_VECTOR_INLINE ck_f16 with_sign(ck_f16 v, ck_f16 s) {
  return (ck_f16)(((ck_i16)v & 0x7fffffff) | ((ck_i16)s & (int32_t)0x80000000));
}

/// The larger and the smaller number; `b` where either is none.
#define larger CK_LEVEL_NAME(larger)
CK_VECTOR_INLINE ck_f16 larger(ck_f16 a, ck_f16 b) { return a > b ? a : b; }
#define smaller CK_LEVEL_NAME(smaller)
CK_VECTOR_INLINE ck_f16 smaller(ck_f16 a, ck_f16 b) { return a < b ? a : b; }

#define square_root CK_LEVEL_NAME(square_root)
CK_VECTOR_INLINE ck_f16 square_root(ck_f16 v) { return __builtin_elementwise_sqrt(v); }

/// The nearest whole number, ties to even, of |v| <= 2^22: adding 1.5 2^23 leaves no bits for a fraction.
#define rounded CK_LEVEL_NAME(rounded)
CK_VECTOR_INLINE ck_f16 rounded(ck_f16 v) { return (v + 12582912.0f) - 12582912.0f; }

/// The largest whole number that is not above v, for |v| <= 2^22.
#define floored CK_LEVEL_NAME(floored)
CK_VECTOR_INLINE ck_f16 floored(ck_f16 v) {
  ck_f16 nearest = rounded(v);
  return nearest > v ? nearest - 1.0f : nearest;
}

/// `v` within -limit...limit; not a number becomes `limit`.
#define clamped CK_LEVEL_NAME(clamped)
CK_VECTOR_INLINE ck_f16 clamped(ck_f16 v, float limit) { return larger(smaller(v, (ck_f16)limit), (ck_f16)-limit); }

typedef struct {
  ck_f16 sin, cos;
} CK_LEVEL_NAME(sine_cosine);
#define sine_cosine CK_LEVEL_NAME(sine_cosine)

/// Sine and cosine: within 2.5 ulp or 2^-24, whichever is more, for |x| <= 10^5.
///
/// A larger angle is not reduced well; what it gives lies on or near the unit circle. Infinity and NaN give NaN.
#define sine_and_cosine CK_LEVEL_NAME(sine_and_cosine)
CK_VECTOR_INLINE sine_cosine sine_and_cosine(ck_f16 x) {
  // pi/2 in four parts of 8, 8, 8 and 24 bits: products of the first three with k, below 2^16, are exact.
  ck_f16 k = rounded(clamped(x * 0.636619772f, 4194303.0f));
  ck_f16 r = (((x - k * 0x1.92p+0f) - k * 0x1.fcp-12f) + k * 0x1.58p-21f) - k * 0x1.10b462p-30f;
  r = clamped(r, 0.8f);
  ck_f16 z = r * r;
  ck_f16 s = r + r * z * ((-0x1.994cf8p-13f * z + 0x1.11075cp-7f) * z - 0x1.555546p-3f);
  ck_f16 c = (1.0f - 0.5f * z) + z * z * ((0x1.9a00ccp-16f * z - 0x1.6c0c86p-10f) * z + 0x1.55554ap-5f);
  ck_i16 quarter = __builtin_convertvector(k, ck_i16);
  ck_i16 odd = (quarter & 1) != 0;
  ck_f16 nothing = (x - x) * 0.0f;
  sine_cosine result;
  result.sin = (ck_f16)((ck_i16)(odd ? c : s) ^ ((quarter & 2) << 30)) + nothing;
  result.cos = (ck_f16)((ck_i16)(odd ? s : c) ^ (((quarter + 1) & 2) << 30)) + nothing;
  return result;
}

/// The angle of the point (x, y), in (-pi, pi]: within 4 ulp. (0, 0) has the angle 0; for infinities and
/// NaN the result is anything.
#define angle_of CK_LEVEL_NAME(angle_of)
CK_VECTOR_INLINE ck_f16 angle_of(ck_f16 y, ck_f16 x) {
  ck_f16 across = absolute(x), up = absolute(y);
  ck_i16 steep = up > across;
  ck_f16 most = steep ? up : across, least = steep ? across : up;
  // atan(t) = pi/4 + atan((t - 1) / (t + 1)) brings t below tan(pi/8).
  ck_i16 wide = least > most * 0.414213562f;
  ck_f16 above = wide ? least - most : least;
  ck_f16 below = wide ? least + most : most;
  ck_f16 t = above / larger(below, (ck_f16)0x1p-126f);
  ck_f16 z = t * t;
  ck_f16 angle =
      t + t * z * (((0x1.4a0cdcp-4f * z - 0x1.1c3eb6p-3f) * z + 0x1.99258ep-3f) * z - 0x1.555456p-2f);
  angle = wide ? angle + CK_QUARTER_PI : angle;
  angle = steep ? CK_HALF_PI - angle : angle;
  angle = x < 0.0f ? CK_PI - angle : angle;
  return with_sign(angle, y);
}

/// e^x: within 2 ulp for -87 <= x <= 88; below and above, the value there; NaN for infinities.
#define exponential CK_LEVEL_NAME(exponential)
CK_VECTOR_INLINE ck_f16 exponential(ck_f16 x) {
  ck_f16 bounded = larger(smaller(x, (ck_f16)88.0f), (ck_f16)-87.0f);
  ck_f16 k = rounded(bounded * 1.44269504f);
  ck_f16 r = (bounded - k * 0x1.62ep-1f) - k * 0x1.0bfbe8p-15f;
  ck_f16 series = ((((0x1.6db516p-10f * r + 0x1.123c02p-7f) * r + 0x1.55545cp-5f) * r + 0x1.55548ep-3f) * r + 0.5f);
  ck_f16 power = 1.0f + (r + r * r * series);
  ck_i16 exponent = (__builtin_convertvector(k, ck_i16) + 127) << 23;
  return power * (ck_f16)exponent + (x - x) * 0.0f;
}

/// log(x): within 2 ulp, or 2^-24 near 1, for 2^-126 <= x; smaller numbers, and negative ones, count as 2^-126.
#define logarithm CK_LEVEL_NAME(logarithm)
CK_VECTOR_INLINE ck_f16 logarithm(ck_f16 x) {
  ck_f16 positive = larger(x, (ck_f16)0x1p-126f);
  ck_i16 bits = (ck_i16)positive - 0x3f3504f3;  // the bits of sqrt(1/2)
  ck_i16 exponent = bits >> 23;
  ck_f16 m = (ck_f16)((bits & 0x7fffff) + 0x3f3504f3);
  ck_f16 k = __builtin_convertvector(exponent, ck_f16);
  // log(1 + f) = 2 artanh(s) with s = f / (2 + f), and 2 s = f - s f.
  ck_f16 f = m - 1.0f;
  ck_f16 s = f / (2.0f + f);
  ck_f16 z = s * s;
  ck_f16 half = 0.5f * f * f;
  ck_f16 rest = s * (half + z * ((0x1.31e82ep-2f * z + 0x1.995e8cp-2f) * z + 0x1.55557ap-1f));
  return (k * 0x1.62ep-1f - ((half - (rest + k * 0x1.0bfbe8p-15f)) - f)) + (x - x) * 0.0f;
}

/// x to the power y for x >= 0, as e^(y log x): relative error below (4 + 3 |y log x|) 2^-24.
#define power_of CK_LEVEL_NAME(power_of)
CK_VECTOR_INLINE ck_f16 power_of(ck_f16 x, ck_f16 y) { return exponential(y * logarithm(x)); }
