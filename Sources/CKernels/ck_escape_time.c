// Escape time with orbit traps: one body in the compiler's vector types, inlined into a function a level.
//
// Samples run side by side in vectors of eight doubles. What has escaped runs on, to infinity and beyond, without leaving
// a trace: a mask keeps it out of its count, norm and distance. So no lane's bits depend on another's, nor on how many
// vectors a level takes.
#include "ck_escape_time.h"

#include <stddef.h>

#include "ck_define_levels.h"

#pragma STDC FP_CONTRACT OFF

typedef double lanes __attribute__((ext_vector_type(8)));
typedef int64_t mask __attribute__((ext_vector_type(8)));

#define MOST_VECTORS (CK_ESCAPE_LANES / 8)
/// Iterations between two looks at whether all samples are finished.
#define STRIDE 4
/// The first iteration whose points are kept to see whether orbits come back to them.
#define FIRST_KEPT 16

/// The samples that run side by side.
///
/// `least` is the least distance to the trap so far, but squared for a point. For a circle, distance falls and rises with
/// the squared distance s from its middle, which sqrt and rounding leave in order: `least` is the least s beyond the circle
/// and `most_within` the largest within it, which is less than 0 while there is none.
typedef struct {
  lanes x[MOST_VECTORS], y[MOST_VECTORS], cx[MOST_VECTORS], cy[MOST_VECTORS];
  lanes norm[MOST_VECTORS], least[MOST_VECTORS], most_within[MOST_VECTORS];
  lanes kept_x[MOST_VECTORS], kept_y[MOST_VECTORS];
  mask running[MOST_VECTORS], count[MOST_VECTORS];
} bundle;

#define MAGNITUDE(v) ((lanes)((mask)(v) & 0x7fffffffffffffff))
/// The smaller and the larger number; `b` where `a` is none.
#define SMALLER(a, b) ((a) < (b) ? (a) : (b))
#define LARGER(a, b) ((a) > (b) ? (a) : (b))

CK_INLINE void multiply(lanes *x, lanes *y, const lanes *u, const lanes *v) {
  lanes real = *x * *u - *y * *v, imaginary = *x * *v + *y * *u;
  *x = real;
  *y = imaginary;
}

CK_INLINE void square(lanes *x, lanes *y) {
  lanes real = *x * *x - *y * *y, product = *x * *y;
  *x = real;
  *y = product + product;
}

/// z <- z^power, by squaring.
CK_INLINE void raise(lanes *x, lanes *y, const int power) {
  const lanes u = *x, v = *y;
  square(x, y);
  if (power == 3) multiply(x, y, &u, &v);
  if (power == 4) square(x, y);
  if (power == 5) {
    square(x, y);
    multiply(x, y, &u, &v);
  }
  if (power == 6) {
    const lanes s = *x, t = *y;
    square(x, y);
    multiply(x, y, &s, &t);
  }
}

/// Keeps how near the points come to the trap, of the samples that run.
CK_INLINE void measure(
    const ck_trap *trap, const int shape, const lanes *x, const lanes *y, const mask *running, lanes *least,
    lanes *most_within) {
  const lanes dx = *x - trap->x, dy = *y - trap->y;
  // All bits set are no number, which never is the smaller one.
  if (shape == CK_TRAP_POINT) {
    const lanes squared = (lanes)((mask)(dx * dx + dy * dy) | ~*running);
    *least = SMALLER(squared, *least);
  } else if (shape == CK_TRAP_CIRCLE) {
    const lanes squared = (lanes)((mask)(dx * dx + dy * dy) | ~*running);
    // sqrt(r r) is r again, so the square tells on which side of the circle a rounded root falls.
    const mask within = squared <= (lanes)(trap->radius * trap->radius);
    const lanes inner = within ? squared : *most_within, outer = (lanes)((mask)squared | within);
    *most_within = LARGER(inner, *most_within);
    *least = SMALLER(outer, *least);
  } else {
    lanes distance = MAGNITUDE(dy * trap->cosine - dx * trap->sine);
    if (shape == CK_TRAP_CROSS) {
      const lanes along = MAGNITUDE(dx * trap->cosine + dy * trap->sine);
      distance = SMALLER(distance, along);
    }
    distance = (lanes)((mask)distance | ~*running);
    *least = SMALLER(distance, *least);
  }
}

/// Makes `least` the least distance to the trap, once all points are known.
CK_INLINE void finish(const ck_trap *trap, const int shape, lanes *least, const lanes *most_within) {
  if (shape == CK_TRAP_POINT || shape == CK_TRAP_CIRCLE) *least = __builtin_elementwise_sqrt(*least);
  if (shape == CK_TRAP_CIRCLE) {
    const lanes outer = MAGNITUDE(*least - trap->radius);
    const lanes inner = MAGNITUDE(__builtin_elementwise_sqrt(*most_within) - trap->radius);
    *least = SMALLER(inner, outer);  // the root of a number below 0 is none
  }
}

/// One iteration of every sample.
CK_INLINE void step(bundle *b, const ck_trap *trap, const int power, const int shape, const int vectors) {
  for (int g = 0; g < vectors; g++) {
    lanes x = b->x[g], y = b->y[g];
    raise(&x, &y, power);
    b->x[g] = x = x + b->cx[g];
    b->y[g] = y = y + b->cy[g];
    const mask running = b->running[g];
    const lanes norm = x * x + y * y;
    measure(trap, shape, &x, &y, &running, &b->least[g], &b->most_within[g]);
    b->norm[g] = running ? norm : b->norm[g];
    b->count[g] -= running;
    b->running[g] = running & (norm <= CK_ESCAPE_BAILOUT * CK_ESCAPE_BAILOUT);
  }
}

/// Whether all samples have escaped, or stand where they stood when their points were kept.
typedef enum { RUNNING, RETURNED, ESCAPED } standing;

CK_INLINE standing standing_of(const bundle *b, const int vectors) {
  mask running = b->running[0], elsewhere = running & ((b->x[0] != b->kept_x[0]) | (b->y[0] != b->kept_y[0]));
  for (int g = 1; g < vectors; g++) {
    running |= b->running[g];
    elsewhere |= b->running[g] & ((b->x[g] != b->kept_x[g]) | (b->y[g] != b->kept_y[g]));
  }
  if (__builtin_reduce_or(elsewhere) != 0) return RUNNING;
  return __builtin_reduce_or(running) != 0 ? RETURNED : ESCAPED;
}

CK_INLINE void run(bundle *b, const ck_escape_field *field, const int power, const int shape, const int vectors) {
  int32_t kept_at = 0;
  for (int32_t n = 0; n < field->iterations;) {
    if (n + STRIDE <= field->iterations) {
      for (int32_t i = 0; i < STRIDE; i++) step(b, &field->trap, power, shape, vectors);
      n += STRIDE;
    } else {
      for (; n < field->iterations; n++) step(b, &field->trap, power, shape, vectors);
    }
    const standing now = standing_of(b, vectors);
    if (now == ESCAPED) return;
    if (now == RETURNED) {
      // What never escapes goes round for ever: nothing nearer to the trap is to come, and whole rounds may be left out.
      n = field->iterations - (field->iterations - n) % (n - kept_at);
    } else if (n >= FIRST_KEPT && n >= 2 * kept_at) {
      for (int g = 0; g < vectors; g++) {
        b->kept_x[g] = b->x[g];
        b->kept_y[g] = b->y[g];
      }
      kept_at = n;
    }
  }
}

CK_INLINE void iterate(
    const ck_escape_field *field, int32_t first_row, int32_t rows, int32_t columns, float *count, float *norm,
    float *distance, const int power, const int shape, const int vectors) {
  const lanes ramp = {0, 1, 2, 3, 4, 5, 6, 7}, zero = {0};
  for (int32_t row = 0; row < rows; row++) {
    const double down = first_row + row;
    const double left_x = field->start_x + down * field->down_x, left_y = field->start_y + down * field->down_y;
    for (int32_t column = 0; column < columns; column += 8 * vectors) {
      bundle b;
      for (int g = 0; g < vectors; g++) {
        const lanes place = ramp + (double)(column + 8 * g);
        const lanes x = place * field->across_x + left_x, y = place * field->across_y + left_y;
        b.x[g] = field->julia ? x : zero;
        b.y[g] = field->julia ? y : zero;
        b.cx[g] = field->julia ? zero + field->constant_x : x;
        b.cy[g] = field->julia ? zero + field->constant_y : y;
        b.norm[g] = zero;
        b.least[g] = zero + (shape == CK_TRAP_POINT || shape == CK_TRAP_CIRCLE ? 1e60 : 1e30);
        b.most_within[g] = zero - 1.0;
        // No point stands there.
        b.kept_x[g] = b.kept_y[g] = zero + 1e60;
        b.running[g] = ~(mask)zero;
        b.count[g] = (mask)zero;
      }
      run(&b, field, power, shape, vectors);
      const size_t first = (size_t)row * (size_t)columns + (size_t)column;
      for (int g = 0; g < vectors; g++) {
        finish(&field->trap, shape, &b.least[g], &b.most_within[g]);
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

#define PARAMETERS                                                                                               \
  const ck_escape_field *field, int32_t first_row, int32_t rows, int32_t columns, float *count, float *norm,     \
      float *distance
#define ARGUMENTS field, first_row, rows, columns, count, norm, distance

// Power, shape and the number of vectors are constants within each body.
#define SHAPES(power)                                                                     \
  switch (field->trap.shape) {                                                            \
    case CK_TRAP_POINT: iterate(ARGUMENTS, power, CK_TRAP_POINT, vectors); break;         \
    case CK_TRAP_LINE: iterate(ARGUMENTS, power, CK_TRAP_LINE, vectors); break;           \
    case CK_TRAP_CROSS: iterate(ARGUMENTS, power, CK_TRAP_CROSS, vectors); break;         \
    default: iterate(ARGUMENTS, power, CK_TRAP_CIRCLE, vectors); break;                   \
  }

CK_INLINE void escape(PARAMETERS, const int vectors) {
  switch (field->power) {
    case 3: SHAPES(3) break;
    case 4: SHAPES(4) break;
    case 5: SHAPES(5) break;
    case 6: SHAPES(6) break;
    default: SHAPES(2) break;
  }
}

// One vector of eight is as much as 16 registers hold; in the 32 of AVX-512 a second one hides the first one's latency.
#define vectors_of_baseline 1
#define vectors_of_v3 1
#define vectors_of_v4 2
#define DEFINE_LEVEL(level, target_attribute) \
  target_attribute static void escape_##level(PARAMETERS) { escape(ARGUMENTS, vectors_of_##level); }

DEFINE_LEVEL(baseline, )
#if CK_HAS_X86_LEVELS
DEFINE_LEVEL(v3, CK_TARGET_V3)
DEFINE_LEVEL(v4, CK_TARGET_V4_WIDE)
static void (*const escape_levels[])(PARAMETERS) = {escape_baseline, escape_v3, escape_v4};
#else
static void (*const escape_levels[])(PARAMETERS) = {escape_baseline, escape_baseline, escape_baseline};
#endif

void ck_escape_time(ck_level level, PARAMETERS) { escape_levels[level](ARGUMENTS); }
