// Escape time with orbit traps: one body in the compiler's vector types.
//
// Samples run side by side in vectors of eight doubles. What has escaped runs on, to infinity and beyond, without leaving
// a trace: a mask keeps it out of its count, norm and distance. So no lane's bits depend on another's, nor on how many
// vectors a level takes.
#ifndef FERNERY_CK_KERNELS_ESCAPE_TIME
#define FERNERY_CK_KERNELS_ESCAPE_TIME

#include "ck_escape_time.h"

#include "common.h"

// One vector of eight is as much as 16 registers hold; in the 32 of AVX-512 a second one hides the first one's latency.
#if CK_AVX512
#define ESCAPE_VECTORS 2
#else
#define ESCAPE_VECTORS 1
#endif

/// Iterations between two looks at whether all samples are finished.
#define ESCAPE_STRIDE 4
/// The first iteration whose points are kept to see whether orbits come back to them.
#define FIRST_KEPT 16

/// The samples that run side by side.
///
/// `least` is the least distance to the trap so far, but squared for a point. For a circle, distance falls and rises with
/// the squared distance s from its middle, which sqrt and rounding leave in order: `least` is the least s beyond the circle
/// and `most_within` the largest within it, which is less than 0 while there is none.
typedef struct {
  f64x8 x[ESCAPE_VECTORS], y[ESCAPE_VECTORS], cx[ESCAPE_VECTORS], cy[ESCAPE_VECTORS];
  f64x8 norm[ESCAPE_VECTORS], least[ESCAPE_VECTORS], most_within[ESCAPE_VECTORS];
  f64x8 kept_x[ESCAPE_VECTORS], kept_y[ESCAPE_VECTORS];
  i64x8 running[ESCAPE_VECTORS], count[ESCAPE_VECTORS];
} orbit_bundle;

#define MAGNITUDE(v) ((f64x8)((i64x8)(v) & 0x7fffffffffffffff))
/// The smaller and the larger number; `b` where `a` is none.
#define SMALLER(a, b) ((a) < (b) ? (a) : (b))
#define LARGER(a, b) ((a) > (b) ? (a) : (b))

CK_INLINE void multiply_complex(f64x8 *x, f64x8 *y, const f64x8 *u, const f64x8 *v) {
  f64x8 real = *x * *u - *y * *v, imaginary = *x * *v + *y * *u;
  *x = real;
  *y = imaginary;
}

CK_INLINE void square_complex(f64x8 *x, f64x8 *y) {
  f64x8 real = *x * *x - *y * *y, product = *x * *y;
  *x = real;
  *y = product + product;
}

/// z <- z^power, by squaring.
CK_INLINE void raise_complex(f64x8 *x, f64x8 *y, const int power) {
  const f64x8 u = *x, v = *y;
  square_complex(x, y);
  if (power == 3) multiply_complex(x, y, &u, &v);
  if (power == 4) square_complex(x, y);
  if (power == 5) {
    square_complex(x, y);
    multiply_complex(x, y, &u, &v);
  }
  if (power == 6) {
    const f64x8 s = *x, t = *y;
    square_complex(x, y);
    multiply_complex(x, y, &s, &t);
  }
}

/// Keeps how near the points come to the trap, of the samples that run.
CK_INLINE void measure_trap(
    const ck_trap *trap, const int shape, const f64x8 *x, const f64x8 *y, const i64x8 *running, f64x8 *least,
    f64x8 *most_within) {
  const f64x8 dx = *x - trap->x, dy = *y - trap->y;
  // All bits set are no number, which never is the smaller one.
  if (shape == CK_TRAP_POINT) {
    const f64x8 squared = (f64x8)((i64x8)(dx * dx + dy * dy) | ~*running);
    *least = SMALLER(squared, *least);
  } else if (shape == CK_TRAP_CIRCLE) {
    const f64x8 squared = (f64x8)((i64x8)(dx * dx + dy * dy) | ~*running);
    // sqrt(r r) is r again, so the square tells on which side of the circle a rounded root falls.
    const i64x8 within = squared <= (f64x8)(trap->radius * trap->radius);
    const f64x8 inner = within ? squared : *most_within, outer = (f64x8)((i64x8)squared | within);
    *most_within = LARGER(inner, *most_within);
    *least = SMALLER(outer, *least);
  } else {
    f64x8 distance = MAGNITUDE(dy * trap->cosine - dx * trap->sine);
    if (shape == CK_TRAP_CROSS) {
      const f64x8 along = MAGNITUDE(dx * trap->cosine + dy * trap->sine);
      distance = SMALLER(distance, along);
    }
    distance = (f64x8)((i64x8)distance | ~*running);
    *least = SMALLER(distance, *least);
  }
}

/// Makes `least` the least distance to the trap, once all points are known.
CK_INLINE void finish_trap(const ck_trap *trap, const int shape, f64x8 *least, const f64x8 *most_within) {
  if (shape == CK_TRAP_POINT || shape == CK_TRAP_CIRCLE) *least = __builtin_elementwise_sqrt(*least);
  if (shape == CK_TRAP_CIRCLE) {
    const f64x8 outer = MAGNITUDE(*least - trap->radius);
    const f64x8 inner = MAGNITUDE(__builtin_elementwise_sqrt(*most_within) - trap->radius);
    *least = SMALLER(inner, outer);  // the root of a number below 0 is none
  }
}

/// One iteration of every sample.
CK_INLINE void step_orbits(orbit_bundle *b, const ck_trap *trap, const int power, const int shape) {
  for (int g = 0; g < ESCAPE_VECTORS; g++) {
    f64x8 x = b->x[g], y = b->y[g];
    raise_complex(&x, &y, power);
    b->x[g] = x = x + b->cx[g];
    b->y[g] = y = y + b->cy[g];
    const i64x8 running = b->running[g];
    const f64x8 norm = x * x + y * y;
    measure_trap(trap, shape, &x, &y, &running, &b->least[g], &b->most_within[g]);
    b->norm[g] = running ? norm : b->norm[g];
    b->count[g] -= running;
    b->running[g] = running & (norm <= CK_ESCAPE_BAILOUT * CK_ESCAPE_BAILOUT);
  }
}

/// Whether all samples have escaped, or stand where they stood when their points were kept.
typedef enum { RUNNING, RETURNED, ESCAPED } standing;

CK_INLINE standing standing_of(const orbit_bundle *b) {
  i64x8 running = b->running[0], elsewhere = running & ((b->x[0] != b->kept_x[0]) | (b->y[0] != b->kept_y[0]));
  for (int g = 1; g < ESCAPE_VECTORS; g++) {
    running |= b->running[g];
    elsewhere |= b->running[g] & ((b->x[g] != b->kept_x[g]) | (b->y[g] != b->kept_y[g]));
  }
  if (__builtin_reduce_or(elsewhere) != 0) return RUNNING;
  return __builtin_reduce_or(running) != 0 ? RETURNED : ESCAPED;
}

CK_INLINE void run_orbits(orbit_bundle *b, const ck_escape_field *field, const int power, const int shape) {
  int32_t kept_at = 0;
  for (int32_t n = 0; n < field->iterations;) {
    if (n + ESCAPE_STRIDE <= field->iterations) {
      for (int32_t i = 0; i < ESCAPE_STRIDE; i++) step_orbits(b, &field->trap, power, shape);
      n += ESCAPE_STRIDE;
    } else {
      for (; n < field->iterations; n++) step_orbits(b, &field->trap, power, shape);
    }
    const standing now = standing_of(b);
    if (now == ESCAPED) return;
    if (now == RETURNED) {
      // A point that never escapes is periodic: no later point is nearer to the trap, and whole periods may be skipped.
      n = field->iterations - (field->iterations - n) % (n - kept_at);
    } else if (n >= FIRST_KEPT && n >= 2 * kept_at) {
      for (int g = 0; g < ESCAPE_VECTORS; g++) {
        b->kept_x[g] = b->x[g];
        b->kept_y[g] = b->y[g];
      }
      kept_at = n;
    }
  }
}

CK_INLINE void iterate_field(
    const ck_escape_field *field, int32_t first_row, int32_t rows, int32_t columns, float *count, float *norm,
    float *distance, const int power, const int shape) {
  const f64x8 ramp = {0, 1, 2, 3, 4, 5, 6, 7}, zero = {0};
  for (int32_t row = 0; row < rows; row++) {
    const double down = first_row + row;
    const double left_x = field->start_x + down * field->down_x, left_y = field->start_y + down * field->down_y;
    for (int32_t column = 0; column < columns; column += 8 * ESCAPE_VECTORS) {
      orbit_bundle b;
      for (int g = 0; g < ESCAPE_VECTORS; g++) {
        const f64x8 place = ramp + (double)(column + 8 * g);
        const f64x8 x = place * field->across_x + left_x, y = place * field->across_y + left_y;
        b.x[g] = field->julia ? x : zero;
        b.y[g] = field->julia ? y : zero;
        b.cx[g] = field->julia ? zero + field->constant_x : x;
        b.cy[g] = field->julia ? zero + field->constant_y : y;
        b.norm[g] = zero;
        b.least[g] = zero + (shape == CK_TRAP_POINT || shape == CK_TRAP_CIRCLE ? 1e60 : 1e30);
        b.most_within[g] = zero - 1.0;
        // No point stands there.
        b.kept_x[g] = b.kept_y[g] = zero + 1e60;
        b.running[g] = ~(i64x8)zero;
        b.count[g] = (i64x8)zero;
      }
      run_orbits(&b, field, power, shape);
      const size_t first = (size_t)row * (size_t)columns + (size_t)column;
      for (int g = 0; g < ESCAPE_VECTORS; g++) {
        finish_trap(&field->trap, shape, &b.least[g], &b.most_within[g]);
        for (int i = 0; i < 8; i++) {
          const size_t place = first + (size_t)(8 * g + i);
          count[place] = b.running[g][i] ? -1.0f : (float)b.count[g][i];
          norm[place] = (float)b.norm[g][i];
          distance[place] = (float)b.least[g][i];
        }
      }
    }
  }
}

// Power and shape are constants within each body.
#define ITERATE(power, shape) iterate_field(field, first_row, rows, columns, count, norm, distance, power, shape)
#define ITERATE_SHAPES(power)                                   \
  switch (field->trap.shape) {                                  \
    case CK_TRAP_POINT: return ITERATE(power, CK_TRAP_POINT);   \
    case CK_TRAP_LINE: return ITERATE(power, CK_TRAP_LINE);     \
    case CK_TRAP_CROSS: return ITERATE(power, CK_TRAP_CROSS);   \
    default: return ITERATE(power, CK_TRAP_CIRCLE);             \
  }

static void escape_time(
    const ck_escape_field *field, int32_t first_row, int32_t rows, int32_t columns, float *count, float *norm,
    float *distance) {
  switch (field->power) {
    case 3: ITERATE_SHAPES(3)
    case 4: ITERATE_SHAPES(4)
    case 5: ITERATE_SHAPES(5)
    case 6: ITERATE_SHAPES(6)
    default: ITERATE_SHAPES(2)
  }
}

#endif
