// Escape time with orbit traps: one body in the compiler's vector types, inlined into a function a level.
//
// Sixteen samples in two vectors of eight doubles run side by side, so that one's arithmetic hides the other's latency.
// Whoever has escaped is frozen by a mask and goes on idly until all have; so no lane's bits depend on another's.
#include "ck_escape_time.h"

#include <string.h>

#include "ck_ipmix_levels.h"

#pragma STDC FP_CONTRACT OFF

typedef double lanes __attribute__((vector_size(64)));
typedef int64_t mask __attribute__((vector_size(64)));

#define VECTORS (CK_ESCAPE_LANES / 8)
/// Iterations between two looks at whether all samples have escaped.
#define STRIDE 4

/// The samples that run side by side.
typedef struct {
  lanes x[VECTORS], y[VECTORS], norm[VECTORS], closest[VECTORS];
  mask running[VECTORS], count[VECTORS];
} bundle;

/// `where` all bits are set `yes`, where none is `no`.
#define SELECT(where, yes, no) ((lanes)(((where) & (mask)(yes)) | (~(where) & (mask)(no))))
#define MAGNITUDE(v) ((lanes)((mask)(v) & 0x7fffffffffffffff))
#define SMALLER(a, b) SELECT((a) < (b), (a), (b))

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

CK_INLINE void measure(const ck_trap *trap, const int shape, const lanes *x, const lanes *y, lanes *distance) {
  const lanes dx = *x - trap->x, dy = *y - trap->y;
  if (shape == CK_TRAP_POINT || shape == CK_TRAP_CIRCLE) {
    lanes squared = dx * dx + dy * dy;
    for (int i = 0; i < 8; i++) (*distance)[i] = __builtin_sqrt(squared[i]);
    if (shape == CK_TRAP_CIRCLE) *distance = MAGNITUDE(*distance - trap->radius);
  } else {
    const lanes off = MAGNITUDE(dy * trap->cosine - dx * trap->sine);
    const lanes along = MAGNITUDE(dx * trap->cosine + dy * trap->sine);
    *distance = shape == CK_TRAP_CROSS ? SMALLER(off, along) : off;
  }
}

/// One iteration of every sample that still runs.
CK_INLINE void step(bundle *b, const ck_trap *trap, const lanes *cx, const lanes *cy, const int power, const int shape) {
  for (int g = 0; g < VECTORS; g++) {
    lanes x = b->x[g], y = b->y[g], distance;
    raise(&x, &y, power);
    x = x + cx[g];
    y = y + cy[g];
    const mask running = b->running[g];
    b->x[g] = SELECT(running, x, b->x[g]);
    b->y[g] = SELECT(running, y, b->y[g]);
    b->norm[g] = b->x[g] * b->x[g] + b->y[g] * b->y[g];
    // What is frozen stands where it was measured already.
    measure(trap, shape, &b->x[g], &b->y[g], &distance);
    b->closest[g] = SMALLER(distance, b->closest[g]);
    b->count[g] -= running;
    b->running[g] = running & (b->norm[g] <= CK_ESCAPE_BAILOUT * CK_ESCAPE_BAILOUT);
  }
}

CK_INLINE int all_escaped(const bundle *b) {
  mask any = b->running[0];
  for (int g = 1; g < VECTORS; g++) any |= b->running[g];
  return (any[0] | any[1] | any[2] | any[3] | any[4] | any[5] | any[6] | any[7]) == 0;
}

CK_INLINE void iterate(
    const ck_escape_field *field, int32_t first_row, int32_t rows, int32_t columns, float *count, float *norm,
    float *distance, const int power, const int shape) {
  const lanes ramp = {0, 1, 2, 3, 4, 5, 6, 7}, zero = {0};
  for (int32_t row = 0; row < rows; row++) {
    const double down = first_row + row;
    const double left_x = field->start_x + down * field->down_x, left_y = field->start_y + down * field->down_y;
    for (int32_t column = 0; column < columns; column += CK_ESCAPE_LANES) {
      bundle b;
      lanes cx[VECTORS], cy[VECTORS];
      for (int g = 0; g < VECTORS; g++) {
        const lanes place = ramp + (double)(column + 8 * g);
        const lanes x = place * field->across_x + left_x, y = place * field->across_y + left_y;
        b.x[g] = field->julia ? x : zero;
        b.y[g] = field->julia ? y : zero;
        cx[g] = field->julia ? zero + field->constant_x : x;
        cy[g] = field->julia ? zero + field->constant_y : y;
        b.norm[g] = zero;
        b.closest[g] = zero + 1e30;
        b.running[g] = ~(mask)zero;
        b.count[g] = (mask)zero;
      }
      for (int32_t n = 0; n < field->iterations && !all_escaped(&b); n += STRIDE) {
        for (int32_t i = n; i < n + STRIDE && i < field->iterations; i++) step(&b, &field->trap, cx, cy, power, shape);
      }
      const size_t first = (size_t)row * (size_t)columns + (size_t)column;
      for (int g = 0; g < VECTORS; g++) {
        for (int i = 0; i < 8; i++) {
          const size_t place = first + (size_t)(8 * g + i);
          if (count) count[place] = b.running[g][i] ? -1.0f : (float)b.count[g][i];
          if (norm) norm[place] = (float)b.norm[g][i];
          if (distance) distance[place] = (float)b.closest[g][i];
        }
      }
    }
  }
}

// Power and shape are constants within each body.
#define SHAPES(power)                                                                                            \
  switch (field->trap.shape) {                                                                                   \
    case CK_TRAP_POINT: iterate(field, first_row, rows, columns, count, norm, distance, power, CK_TRAP_POINT); break;   \
    case CK_TRAP_LINE: iterate(field, first_row, rows, columns, count, norm, distance, power, CK_TRAP_LINE); break;     \
    case CK_TRAP_CROSS: iterate(field, first_row, rows, columns, count, norm, distance, power, CK_TRAP_CROSS); break;   \
    default: iterate(field, first_row, rows, columns, count, norm, distance, power, CK_TRAP_CIRCLE); break;             \
  }

#define PARAMETERS                                                                                               \
  (const ck_escape_field *field, int32_t first_row, int32_t rows, int32_t columns, float *count, float *norm,    \
   float *distance)
#define ARGUMENTS (field, first_row, rows, columns, count, norm, distance)

CK_INLINE void escape_body PARAMETERS {
  switch (field->power) {
    case 3: SHAPES(3) break;
    case 4: SHAPES(4) break;
    case 5: SHAPES(5) break;
    case 6: SHAPES(6) break;
    default: SHAPES(2) break;
  }
}

CK_DEFINE_LEVELS(escape, PARAMETERS, ARGUMENTS)

void ck_escape_time(
    ck_level level, const ck_escape_field *field, int32_t first_row, int32_t rows, int32_t columns, float *count,
    float *norm, float *distance) {
  escape_levels[level] ARGUMENTS;
}
