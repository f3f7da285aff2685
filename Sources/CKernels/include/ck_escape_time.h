#ifndef FERNERY_CK_ESCAPE_TIME_H
#define FERNERY_CK_ESCAPE_TIME_H

#include <stdint.h>

#include "ck_formulas.h"

/// Shapes to which an orbit's distance is measured, by their numbers in an asset's canonical bytes.
typedef enum {
  CK_TRAP_POINT = 1,   ///< |z - t|
  CK_TRAP_LINE = 2,    ///< to the line through t in the direction (cosine, sine)
  CK_TRAP_CROSS = 3,   ///< to the nearer of that line and the one across it
  CK_TRAP_CIRCLE = 4,  ///< to the circle of `radius` around t
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

/// Samples that run side by side.
#define CK_ESCAPE_LANES 16

#endif
