#ifndef FERNERY_CK_IPMIX_AFFINE_H
#define FERNERY_CK_IPMIX_AFFINE_H

#include <stddef.h>
#include <stdint.h>

/// The planes of one picture. The source is followed by at least 64 bytes that may be read; the target does not overlap.
/// Only the target's rows from `first_row` to before `end_row` are written.
typedef struct {
  const uint8_t *source;
  uint8_t *target;
  int32_t height, width, channels;
  int32_t first_row, end_row;
} ck_ipmix_planes;

/// How many 16-bit fractions there are: the length of the table of breaks.
#define CK_IPMIX_FRACTIONS 65536

/// Fills the table that finds a 16-bit weight for every fraction f of a shear.
///
/// a + (b - a) f, truncated, is a + floor(d f) with -255 <= d <= 255, and floor(d f) changes only where f passes a
/// fraction p/q with q <= 255. Two of these lie at least 1 / (255 * 254) > 2^-16 apart, so among the multiples of 2^-16
/// next to f, one lies with f between the same two of them and does for f whatever the bytes. Entry k is where between
/// k 2^-16 and (k + 1) 2^-16 the one p/q lies that may, in units of 2^-32; 65535 where there is none.
static inline void ck_ipmix_fill_breaks(uint16_t breaks[CK_IPMIX_FRACTIONS]) {
  for (int k = 0; k < CK_IPMIX_FRACTIONS; k++) breaks[k] = 65535;
  for (uint32_t q = 1; q <= 255; q++) {
    for (uint32_t p = 0; p < q; p++) {
      const uint32_t scaled = p << 16;
      breaks[scaled / q] = (uint16_t)(((scaled % q) << 16) / q);
    }
  }
}

/// The map from output to input centres: (a x + b y + c, d x + e y + f).
typedef struct {
  double a, b, c, d, e, f;
} ck_ipmix_matrix;

/// A level's functions.
typedef struct {
  /// The pixel at x from x + factor (y + 1/2) and the pixel at y from y + factor (x + 1/2): bilinear, 0 from outside.
  void (*shear_x)(ck_ipmix_planes planes, double factor, const uint16_t *breaks);
  void (*shear_y)(ck_ipmix_planes planes, double factor, const uint16_t *breaks);

  /// Any affine map, bilinear, 0 from outside; fast where it turns by less than 45 degrees.
  void (*transform)(ck_ipmix_planes planes, ck_ipmix_matrix matrix);
} ck_ipmix_affine_kernels;

#endif
