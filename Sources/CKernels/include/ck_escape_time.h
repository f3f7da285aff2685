#ifndef FERNERY_CK_ESCAPE_TIME_H
#define FERNERY_CK_ESCAPE_TIME_H

#include <stdint.h>

#include "ck_levels.h"

/// The bailout: an orbit has escaped once |z| is above it. Its square and its 6th power's square fit into a float32.
#define CK_ESCAPE_BAILOUT 256.0

/// Shapes to which an orbit's distance is measured.
typedef enum {
  CK_TRAP_POINT = 0,   ///< |z - t|
  CK_TRAP_LINE = 1,    ///< to the line through t in the direction (cosine, sine)
  CK_TRAP_CROSS = 2,   ///< to the nearer of that line and the one across it
  CK_TRAP_CIRCLE = 3,  ///< to the circle of `radius` around t
} ck_trap_shape;

/// An orbit trap: the shape, where it lies and how it is turned.
typedef struct {
  int32_t shape;  ///< a ck_trap_shape
  double x, y, cosine, sine, radius;
} ck_trap;

/// A grid of samples over a fractal: sample (row, column) is the point start + column * across + row * down.
///
/// z_0 is 0 and c the sample's point; for a Julia set z_0 is the point and c the constant.
typedef struct {
  double start_x, start_y, across_x, across_y, down_x, down_y;
  double constant_x, constant_y;
  int32_t julia;       ///< whether the constant is c
  int32_t power;       ///< 2 to 6
  int32_t iterations;  ///< the most that are taken
  ck_trap trap;
} ck_escape_field;

/// Iterates z <- z^power + c on `rows` x `columns` samples from `first_row` on, one row after another.
///
/// Of each sample: `count`, the number n of the first z_n beyond the bailout, or -1 if none of `iterations` was;
/// `norm`, |z_n|^2 there; and `distance`, the least distance of z_1 ... z_n to the trap.
/// `columns` is a multiple of CK_ESCAPE_LANES.
///
/// All levels do the same operations in the same order on every sample and leave the same bits.
#define CK_ESCAPE_LANES 16
void ck_escape_time(
    ck_level level, const ck_escape_field *field, int32_t first_row, int32_t rows, int32_t columns, float *count,
    float *norm, float *distance);

#endif
