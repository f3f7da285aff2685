// The variations of flames on sixteen points at once: included once a level, after ck_vector.h.
//
// x, y is the point, r its distance from the origin; theta is the angle from the y axis (sin theta = x/r, cos theta =
// y/r) and phi that from the x axis, as in the paper. Distances that are divided by count as 10^-10 at least.
//
// Source: Draves and Reckase, "The Fractal Flame Algorithm", 2003 (revised 2008), appendix; where a variation depends
// there on coefficients of the affine map (waves, popcorn, rings, fan), it takes numbers of its own here.

/// Adds what one kind gives, times its weight, for vectors 0 to before `count`.
#define add_variation CK_LEVEL_NAME(add_variation)
static void add_variation(
    const ck_variation *variation, int32_t count, const ck_f16 *restrict in_x, const ck_f16 *restrict in_y,
    ck_f16 *restrict out_x, ck_f16 *restrict out_y, generator *luck) {
  const ck_f16 w = variation->weight;
  const float p0 = variation->parameter[0], p1 = variation->parameter[1];
  const float p2 = variation->parameter[2], p3 = variation->parameter[3];
  (void)luck;

#define EACH(BODY)                      \
  for (int32_t i = 0; i < count; i++) { \
    ck_f16 x = in_x[i], y = in_y[i];    \
    ck_f16 u, v;                        \
    (void)x, (void)y;                   \
    BODY;                               \
    out_x[i] += w * u;                  \
    out_y[i] += w * v;                  \
  }                                     \
  break;
#define SQUARE ck_f16 rr = larger(x * x + y * y, (ck_f16)1e-20f);
#define RADIUS SQUARE ck_f16 r = square_root(rr);
#define THETA ck_f16 theta = angle_of(x, y);
#define PHI ck_f16 phi = angle_of(y, x);
#define TURN(name, angle) sine_cosine name = sine_and_cosine(angle);

  switch (variation->kind) {
    case CK_LINEAR:
      EACH(u = x; v = y)
    case CK_SINUSOIDAL:
      EACH(TURN(a, x) TURN(b, y) u = a.sin; v = b.sin)
    case CK_SPHERICAL:
      EACH(SQUARE ck_f16 s = 1.0f / rr; u = x * s; v = y * s)
    case CK_SWIRL:
      EACH(SQUARE TURN(a, rr) u = x * a.sin - y * a.cos; v = x * a.cos + y * a.sin)
    case CK_HORSESHOE:
      EACH(RADIUS ck_f16 s = 1.0f / r; u = (x - y) * (x + y) * s; v = 2.0f * x * y * s)
    case CK_POLAR:
      EACH(RADIUS THETA u = theta * (1 / CK_PI); v = r - 1.0f)
    case CK_HANDKERCHIEF:
      EACH(RADIUS THETA TURN(a, theta + r) TURN(b, theta - r) u = r * a.sin; v = r * b.cos)
    case CK_HEART:
      EACH(RADIUS THETA TURN(a, theta * r) u = r * a.sin; v = -r * a.cos)
    case CK_DISC:
      EACH(RADIUS THETA TURN(a, CK_PI * r) ck_f16 s = theta * (1 / CK_PI); u = s * a.sin; v = s * a.cos)
    case CK_SPIRAL:
      EACH(RADIUS TURN(a, r) ck_f16 s = 1.0f / r; u = s * (y * s + a.sin); v = s * (x * s - a.cos))
    case CK_HYPERBOLIC:
      EACH(SQUARE u = x / rr; v = y)
    case CK_DIAMOND:
      EACH(RADIUS TURN(a, r) ck_f16 s = 1.0f / r; u = x * s * a.cos; v = y * s * a.sin)
    case CK_EX:
      EACH(RADIUS THETA TURN(a, theta + r) TURN(b, theta - r) ck_f16 m = a.sin * a.sin * a.sin;
           ck_f16 n = b.cos * b.cos * b.cos; u = r * (m + n); v = r * (m - n))
    case CK_JULIA:
      // By the half-angle formulas: sqrt(r) cos(theta/2) = sqrt((r + y) / 2), and sqrt(r) sin(theta/2) is half of x over it;
      // for a negative y the other way round, which loses no digits.
      EACH(RADIUS ck_u16 words = next_words(luck); ck_f16 major = square_root(0.5f * (r + absolute(y)));
           ck_f16 minor = 0.5f * absolute(x) / major; ck_i16 sign = (ck_i16)(words & 0x80000000u);
           ck_f16 c = y < 0.0f ? minor : major; ck_f16 s = with_sign(y < 0.0f ? major : minor, x);
           u = (ck_f16)((ck_i16)c ^ sign); v = (ck_f16)((ck_i16)s ^ sign))
    case CK_BENT:
      EACH(u = x < 0.0f ? 2.0f * x : x; v = y < 0.0f ? 0.5f * y : y)
    case CK_WAVES:
      EACH(TURN(a, y * p1) TURN(b, x * p3) u = x + p0 * a.sin; v = y + p2 * b.sin)
    case CK_FISHEYE:
      EACH(RADIUS ck_f16 s = 2.0f / (r + 1.0f); u = s * y; v = s * x)
    case CK_POPCORN:
      EACH(TURN(a, 3.0f * y) TURN(b, 3.0f * x) TURN(c, clamped(a.sin / a.cos, 1e4f))
           TURN(d, clamped(b.sin / b.cos, 1e4f)) u = x + p0 * c.sin; v = y + p1 * d.sin)
    case CK_EXPONENTIAL:
      EACH(TURN(a, CK_PI * y) ck_f16 s = exponential(x - 1.0f); u = s * a.cos; v = s * a.sin)
    case CK_POWER:
      EACH(RADIUS ck_f16 s = 1.0f / r; ck_f16 q = power_of(r, x * s); u = q * y * s; v = q * x * s)
    case CK_COSINE:
      EACH(TURN(a, CK_PI * x) ck_f16 e = exponential(y); ck_f16 s = 1.0f / e; u = a.cos * (e + s) * 0.5f;
           v = -a.sin * (e - s) * 0.5f)
    case CK_RINGS:
      // ((r + c) mod 2c) - c + r (1 - c) with c the number given, squared by the caller if need be.
      EACH(RADIUS ck_f16 c = p0; ck_f16 turns = floored(clamped((r + c) / (2.0f * c), 4194303.0f));
           ck_f16 q = ((r + c) - turns * (2.0f * c) - c + r * (1.0f - c)) / r; u = q * y; v = q * x)
    case CK_FAN:
      EACH(RADIUS THETA ck_f16 t = p0; ck_f16 at = theta + p1; ck_f16 rest = at - floored(clamped(at / t, 4194303.0f)) * t;
           TURN(a, rest > 0.5f * t ? theta - 0.5f * t : theta + 0.5f * t) u = r * a.cos; v = r * a.sin)
    case CK_BLOB:
      EACH(THETA TURN(a, p2 * theta) ck_f16 s = p1 + (p0 - p1) * 0.5f * (a.sin + 1.0f); u = s * y; v = s * x)
    case CK_PDJ:
      EACH(TURN(a, p0 * y) TURN(b, p1 * x) TURN(c, p2 * x) TURN(d, p3 * y) u = a.sin - b.cos; v = c.sin - d.cos)
    case CK_EYEFISH:
      EACH(RADIUS ck_f16 s = 2.0f / (r + 1.0f); u = s * x; v = s * y)
    case CK_BUBBLE:
      EACH(SQUARE ck_f16 s = 4.0f / (rr + 4.0f); u = s * x; v = s * y)
    case CK_CYLINDER:
      EACH(TURN(a, x) u = a.sin; v = y)
    case CK_JULIAN:
      // r^(d/n) at the angle (phi + 2 pi k) / n with k random below |n|.
      EACH(SQUARE PHI ck_u16 words = next_words(luck); ck_f16 unit = __builtin_convertvector((ck_i16)(words >> 8), ck_f16) * 0x1p-24f;
           ck_f16 k = floored(unit * p0); TURN(a, (phi + 2.0f * CK_PI * k) / p0)
           ck_f16 q = power_of(rr, (ck_f16)(p1 / p0 * 0.5f)); u = q * a.cos; v = q * a.sin)
    case CK_CURL:
      EACH(ck_f16 s = 1.0f + p0 * x + p1 * (x * x - y * y); ck_f16 t = p0 * y + 2.0f * p1 * x * y;
           ck_f16 q = 1.0f / larger(s * s + t * t, (ck_f16)1e-20f); u = q * (x * s + y * t); v = q * (y * s - x * t))
    case CK_RECTANGLES:
      EACH(ck_f16 m = floored(clamped(x / p0, 4194303.0f)); ck_f16 n = floored(clamped(y / p1, 4194303.0f));
           u = (2.0f * m + 1.0f) * p0 - x; v = (2.0f * n + 1.0f) * p1 - y)
    case CK_TANGENT:
      EACH(TURN(a, x) TURN(b, y) u = a.sin / b.cos; v = b.sin / b.cos)
    case CK_CROSS:
      EACH(ck_f16 s = 1.0f / larger(absolute(x * x - y * y), (ck_f16)1e-10f); u = s * x; v = s * y)
    case CK_BLUR:
      EACH(ck_u16 one = next_words(luck); ck_u16 two = next_words(luck);
           ck_f16 far = __builtin_convertvector((ck_i16)(one >> 8), ck_f16) * 0x1p-24f;
           TURN(a, __builtin_convertvector((ck_i16)(two >> 8), ck_f16) * (2.0f * CK_PI * 0x1p-24f))
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
