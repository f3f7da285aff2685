// Elementary functions on vectors of sixteen float32. Private to CKernels.
//
// One body serves every level: the compiler splits sixteen lanes into the registers that a level has. Operations are
// +, -, *, / and sqrt in a fixed order, integers and selections, so all levels give the same bits. Errors are in units in
// the last place of the exact result; a test measures them against high precision.
#ifndef FERNERY_CK_KERNELS_VECTOR
#define FERNERY_CK_KERNELS_VECTOR

#include "common.h"

#define CK_LANES 16
#define CK_PI 3.14159274f
#define CK_HALF_PI 1.57079637f
#define CK_QUARTER_PI 0.785398163f

CK_INLINE f32x16 absolute(f32x16 v) { return (f32x16)((i32x16)v & 0x7fffffff); }

/// `v` with the sign of `s`.
CK_INLINE f32x16 with_sign(f32x16 v, f32x16 s) {
  return (f32x16)(((i32x16)v & 0x7fffffff) | ((i32x16)s & (int32_t)0x80000000));
}

/// The larger and the smaller number; `b` where either is none.
CK_INLINE f32x16 larger(f32x16 a, f32x16 b) { return a > b ? a : b; }
CK_INLINE f32x16 smaller(f32x16 a, f32x16 b) { return a < b ? a : b; }

CK_INLINE f32x16 square_root(f32x16 v) { return __builtin_elementwise_sqrt(v); }

/// The nearest whole number, ties to even, of |v| <= 2^22: adding 1.5 2^23 leaves no bits for a fraction.
CK_INLINE f32x16 rounded(f32x16 v) { return (v + 12582912.0f) - 12582912.0f; }

/// The largest whole number that is not above v, for |v| <= 2^22.
CK_INLINE f32x16 floored(f32x16 v) {
  f32x16 nearest = rounded(v);
  return nearest > v ? nearest - 1.0f : nearest;
}

/// `v` within -limit...limit; not a number becomes `limit`.
CK_INLINE f32x16 clamped(f32x16 v, float limit) { return larger(smaller(v, (f32x16)limit), (f32x16)-limit); }

typedef struct {
  f32x16 sin, cos;
} sine_cosine;

/// Sine and cosine: within 2.5 ulp or 2^-24, whichever is more, for |x| <= 10^5.
///
/// A larger angle is not reduced well; what it gives lies on or near the unit circle. Infinity and NaN give NaN.
CK_INLINE sine_cosine sine_and_cosine(f32x16 x) {
  // pi/2 in four parts of 8, 8, 8 and 24 bits: products of the first three with k, below 2^16, are exact.
  f32x16 k = rounded(clamped(x * 0.636619772f, 4194303.0f));
  f32x16 r = (((x - k * 0x1.92p+0f) - k * 0x1.fcp-12f) + k * 0x1.58p-21f) - k * 0x1.10b462p-30f;
  r = clamped(r, 0.8f);
  f32x16 z = r * r;
  f32x16 s = r + r * z * ((-0x1.994cf8p-13f * z + 0x1.11075cp-7f) * z - 0x1.555546p-3f);
  f32x16 c = (1.0f - 0.5f * z) + z * z * ((0x1.9a00ccp-16f * z - 0x1.6c0c86p-10f) * z + 0x1.55554ap-5f);
  i32x16 quarter = __builtin_convertvector(k, i32x16);
  i32x16 odd = (quarter & 1) != 0;
  f32x16 nothing = (x - x) * 0.0f;
  sine_cosine result;
  result.sin = (f32x16)((i32x16)(odd ? c : s) ^ ((quarter & 2) << 30)) + nothing;
  result.cos = (f32x16)((i32x16)(odd ? s : c) ^ (((quarter + 1) & 2) << 30)) + nothing;
  return result;
}

/// The angle of the point (x, y), in (-pi, pi]: within 4 ulp. (0, 0) has the angle 0; for infinities and
/// NaN the result is anything.
CK_INLINE f32x16 angle_of(f32x16 y, f32x16 x) {
  f32x16 across = absolute(x), up = absolute(y);
  i32x16 steep = up > across;
  f32x16 most = steep ? up : across, least = steep ? across : up;
  // atan(t) = pi/4 + atan((t - 1) / (t + 1)) brings t below tan(pi/8).
  i32x16 wide = least > most * 0.414213562f;
  f32x16 above = wide ? least - most : least;
  f32x16 below = wide ? least + most : most;
  f32x16 t = above / larger(below, (f32x16)0x1p-126f);
  f32x16 z = t * t;
  f32x16 angle =
      t + t * z * (((0x1.4a0cdcp-4f * z - 0x1.1c3eb6p-3f) * z + 0x1.99258ep-3f) * z - 0x1.555456p-2f);
  angle = wide ? angle + CK_QUARTER_PI : angle;
  angle = steep ? CK_HALF_PI - angle : angle;
  angle = x < 0.0f ? CK_PI - angle : angle;
  return with_sign(angle, y);
}

/// e^x: within 2 ulp for -87 <= x <= 88; below and above, the value there; NaN for infinities.
CK_INLINE f32x16 exponential(f32x16 x) {
  f32x16 bounded = larger(smaller(x, (f32x16)88.0f), (f32x16)-87.0f);
  f32x16 k = rounded(bounded * 1.44269504f);
  f32x16 r = (bounded - k * 0x1.62ep-1f) - k * 0x1.0bfbe8p-15f;
  f32x16 series = ((((0x1.6db516p-10f * r + 0x1.123c02p-7f) * r + 0x1.55545cp-5f) * r + 0x1.55548ep-3f) * r + 0.5f);
  f32x16 power = 1.0f + (r + r * r * series);
  i32x16 exponent = (__builtin_convertvector(k, i32x16) + 127) << 23;
  return power * (f32x16)exponent + (x - x) * 0.0f;
}

/// log(x): within 2 ulp, or 2^-24 near 1, for 2^-126 <= x; smaller numbers, and negative ones, count as 2^-126.
CK_INLINE f32x16 logarithm(f32x16 x) {
  f32x16 positive = larger(x, (f32x16)0x1p-126f);
  i32x16 bits = (i32x16)positive - 0x3f3504f3;  // the bits of sqrt(1/2)
  i32x16 exponent = bits >> 23;
  f32x16 m = (f32x16)((bits & 0x7fffff) + 0x3f3504f3);
  f32x16 k = __builtin_convertvector(exponent, f32x16);
  // log(1 + f) = 2 artanh(s) with s = f / (2 + f), and 2 s = f - s f.
  f32x16 f = m - 1.0f;
  f32x16 s = f / (2.0f + f);
  f32x16 z = s * s;
  f32x16 half = 0.5f * f * f;
  f32x16 rest = s * (half + z * ((0x1.31e82ep-2f * z + 0x1.995e8cp-2f) * z + 0x1.55557ap-1f));
  return (k * 0x1.62ep-1f - ((half - (rest + k * 0x1.0bfbe8p-15f)) - f)) + (x - x) * 0.0f;
}

/// x to the power y for x >= 0, as e^(y log x): relative error below (4 + 3 |y log x|) 2^-24.
CK_INLINE f32x16 power_of(f32x16 x, f32x16 y) { return exponential(y * logarithm(x)); }

#endif
