// The variations of flames on sixteen points at once. Private to CKernels.
//
// x, y is the point, r its distance from the origin; theta is the angle from the y axis (sin theta = x/r, cos theta =
// y/r) and phi that from the x axis, as in the paper. Distances that are divided by count as 10^-10 at least.
//
// Source: Draves and Reckase, "The Fractal Flame Algorithm", 2003 (revised 2008), appendix; where a variation depends
// there on coefficients of the affine map (waves, popcorn, rings, fan), it takes numbers of its own here.

#ifndef FERNERY_CK_KERNELS_FLAME_VARIATIONS
#define FERNERY_CK_KERNELS_FLAME_VARIATIONS

#include "ck_flame.h"

#include "common.h"
#include "sfc32.h"
#include "vector.h"

/// Adds what one kind gives, times its weight, for vectors 0 to before `count`.
static void add_variation(
    const ck_variation *variation, int32_t count, const f32x16 *restrict in_x, const f32x16 *restrict in_y,
    f32x16 *restrict out_x, f32x16 *restrict out_y, sfc32x16 *rng) {
  const f32x16 w = variation->weight;
  const float p0 = variation->parameter[0], p1 = variation->parameter[1];
  const float p2 = variation->parameter[2], p3 = variation->parameter[3];
  (void)rng;

#define EACH(BODY)                      \
  for (int32_t i = 0; i < count; i++) { \
    f32x16 x = in_x[i], y = in_y[i];    \
    f32x16 u, v;                        \
    (void)x, (void)y;                   \
    BODY;                               \
    out_x[i] += w * u;                  \
    out_y[i] += w * v;                  \
  }                                     \
  break;
#define SQUARE f32x16 rr = larger(x * x + y * y, (f32x16)1e-20f);
#define RADIUS SQUARE f32x16 r = square_root(rr);
#define THETA f32x16 theta = angle_of(x, y);
#define PHI f32x16 phi = angle_of(y, x);
#define TURN(name, angle) sine_cosine name = sine_and_cosine(angle);

  switch (variation->kind) {
    case CK_LINEAR:
      EACH(u = x; v = y)
    case CK_SINUSOIDAL:
      EACH(TURN(a, x) TURN(b, y) u = a.sin; v = b.sin)
    case CK_SPHERICAL:
      EACH(SQUARE f32x16 s = 1.0f / rr; u = x * s; v = y * s)
    case CK_SWIRL:
      EACH(SQUARE TURN(a, rr) u = x * a.sin - y * a.cos; v = x * a.cos + y * a.sin)
    case CK_HORSESHOE:
      EACH(RADIUS f32x16 s = 1.0f / r; u = (x - y) * (x + y) * s; v = 2.0f * x * y * s)
    case CK_POLAR:
      EACH(RADIUS THETA u = theta * (1 / CK_PI); v = r - 1.0f)
    case CK_HANDKERCHIEF:
      EACH(RADIUS THETA TURN(a, theta + r) TURN(b, theta - r) u = r * a.sin; v = r * b.cos)
    case CK_HEART:
      EACH(RADIUS THETA TURN(a, theta * r) u = r * a.sin; v = -r * a.cos)
    case CK_DISC:
      EACH(RADIUS THETA TURN(a, CK_PI * r) f32x16 s = theta * (1 / CK_PI); u = s * a.sin; v = s * a.cos)
    case CK_SPIRAL:
      EACH(RADIUS TURN(a, r) f32x16 s = 1.0f / r; u = s * (y * s + a.sin); v = s * (x * s - a.cos))
    case CK_HYPERBOLIC:
      EACH(SQUARE u = x / rr; v = y)
    case CK_DIAMOND:
      EACH(RADIUS TURN(a, r) f32x16 s = 1.0f / r; u = x * s * a.cos; v = y * s * a.sin)
    case CK_EX:
      EACH(RADIUS THETA TURN(a, theta + r) TURN(b, theta - r) f32x16 m = a.sin * a.sin * a.sin;
           f32x16 n = b.cos * b.cos * b.cos; u = r * (m + n); v = r * (m - n))
    case CK_JULIA:
      // By the half-angle formulas: sqrt(r) cos(theta/2) = sqrt((r + y) / 2), and sqrt(r) sin(theta/2) is half of x over it;
      // for a negative y the other way round, which loses no digits.
      EACH(RADIUS u32x16 words = sfc32x16_next(rng); f32x16 major = square_root(0.5f * (r + absolute(y)));
           f32x16 minor = 0.5f * absolute(x) / major; i32x16 sign = (i32x16)(words & 0x80000000u);
           f32x16 c = y < 0.0f ? minor : major; f32x16 s = with_sign(y < 0.0f ? major : minor, x);
           u = (f32x16)((i32x16)c ^ sign); v = (f32x16)((i32x16)s ^ sign))
    case CK_BENT:
      EACH(u = x < 0.0f ? 2.0f * x : x; v = y < 0.0f ? 0.5f * y : y)
    case CK_WAVES:
      EACH(TURN(a, y * p1) TURN(b, x * p3) u = x + p0 * a.sin; v = y + p2 * b.sin)
    case CK_FISHEYE:
      EACH(RADIUS f32x16 s = 2.0f / (r + 1.0f); u = s * y; v = s * x)
    case CK_POPCORN:
      EACH(TURN(a, 3.0f * y) TURN(b, 3.0f * x) TURN(c, clamped(a.sin / a.cos, 1e4f))
           TURN(d, clamped(b.sin / b.cos, 1e4f)) u = x + p0 * c.sin; v = y + p1 * d.sin)
    case CK_EXPONENTIAL:
      EACH(TURN(a, CK_PI * y) f32x16 s = exponential(x - 1.0f); u = s * a.cos; v = s * a.sin)
    case CK_POWER:
      EACH(RADIUS f32x16 s = 1.0f / r; f32x16 q = power_of(r, x * s); u = q * y * s; v = q * x * s)
    case CK_COSINE:
      EACH(TURN(a, CK_PI * x) f32x16 e = exponential(y); f32x16 s = 1.0f / e; u = a.cos * (e + s) * 0.5f;
           v = -a.sin * (e - s) * 0.5f)
    case CK_RINGS:
      // ((r + c) mod 2c) - c + r (1 - c) with c the number given, squared by the caller if need be.
      EACH(RADIUS f32x16 c = p0; f32x16 turns = floored(clamped((r + c) / (2.0f * c), 4194303.0f));
           f32x16 q = ((r + c) - turns * (2.0f * c) - c + r * (1.0f - c)) / r; u = q * y; v = q * x)
    case CK_FAN:
      EACH(RADIUS THETA f32x16 t = p0; f32x16 at = theta + p1; f32x16 rest = at - floored(clamped(at / t, 4194303.0f)) * t;
           TURN(a, rest > 0.5f * t ? theta - 0.5f * t : theta + 0.5f * t) u = r * a.cos; v = r * a.sin)
    case CK_BLOB:
      EACH(THETA TURN(a, p2 * theta) f32x16 s = p1 + (p0 - p1) * 0.5f * (a.sin + 1.0f); u = s * y; v = s * x)
    case CK_PDJ:
      EACH(TURN(a, p0 * y) TURN(b, p1 * x) TURN(c, p2 * x) TURN(d, p3 * y) u = a.sin - b.cos; v = c.sin - d.cos)
    case CK_EYEFISH:
      EACH(RADIUS f32x16 s = 2.0f / (r + 1.0f); u = s * x; v = s * y)
    case CK_BUBBLE:
      EACH(SQUARE f32x16 s = 4.0f / (rr + 4.0f); u = s * x; v = s * y)
    case CK_CYLINDER:
      EACH(TURN(a, x) u = a.sin; v = y)
    case CK_JULIAN:
      // r^(d/n) at the angle (phi + 2 pi k) / n with k random below |n|.
      EACH(SQUARE PHI u32x16 words = sfc32x16_next(rng); f32x16 unit = __builtin_convertvector((i32x16)(words >> 8), f32x16) * 0x1p-24f;
           f32x16 k = floored(unit * p0); TURN(a, (phi + 2.0f * CK_PI * k) / p0)
           f32x16 q = power_of(rr, (f32x16)(p1 / p0 * 0.5f)); u = q * a.cos; v = q * a.sin)
    case CK_CURL:
      EACH(f32x16 s = 1.0f + p0 * x + p1 * (x * x - y * y); f32x16 t = p0 * y + 2.0f * p1 * x * y;
           f32x16 q = 1.0f / larger(s * s + t * t, (f32x16)1e-20f); u = q * (x * s + y * t); v = q * (y * s - x * t))
    case CK_RECTANGLES:
      EACH(f32x16 m = floored(clamped(x / p0, 4194303.0f)); f32x16 n = floored(clamped(y / p1, 4194303.0f));
           u = (2.0f * m + 1.0f) * p0 - x; v = (2.0f * n + 1.0f) * p1 - y)
    case CK_TANGENT:
      EACH(TURN(a, x) TURN(b, y) u = a.sin / b.cos; v = b.sin / b.cos)
    case CK_CROSS:
      EACH(f32x16 s = 1.0f / larger(absolute(x * x - y * y), (f32x16)1e-10f); u = s * x; v = s * y)
    case CK_BLUR:
      EACH(u32x16 one = sfc32x16_next(rng); u32x16 two = sfc32x16_next(rng);
           f32x16 far = __builtin_convertvector((i32x16)(one >> 8), f32x16) * 0x1p-24f;
           TURN(a, __builtin_convertvector((i32x16)(two >> 8), f32x16) * (2.0f * CK_PI * 0x1p-24f))
           u = far * a.cos; v = far * a.sin)
    default: break;
  }
#undef EACH
#undef SQUARE
#undef RADIUS
#undef THETA
#undef PHI
#undef TURN
}

#endif
