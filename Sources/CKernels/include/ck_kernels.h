#ifndef FERNERY_CK_KERNELS_H
#define FERNERY_CK_KERNELS_H

#include "ck_background.h"
#include "ck_chaos_game.h"
#include "ck_crowding.h"
#include "ck_describe.h"
#include "ck_escape_light.h"
#include "ck_escape_time.h"
#include "ck_flame.h"
#include "ck_ipmix_affine.h"
#include "ck_ipmix_average.h"
#include "ck_ipmix_blend.h"
#include "ck_ipmix_enhance.h"
#include "ck_ipmix_final.h"
#include "ck_ipmix_layout.h"
#include "ck_ipmix_points.h"
#include "ck_ipmix_rounds.h"
#include "ck_levels.h"
#include "ck_smoothing.h"
#include "ck_texture.h"
#include "ck_tone.h"

/// The kernels of one instruction-set level. All levels give the same bytes.
typedef struct {
  // MARK: - Growing
  ck_chaos_game_kernels chaos_game;
  ck_flame_kernels flame;

  /// Iterates z <- z^power + c on `rows` x `columns` samples from `first_row` on, one row after another.
  ///
  /// Of each sample: `count`, the number n of the first z_n beyond the bailout, or -1 if none of `iterations` was;
  /// `norm`, |z_n|^2 there; and `distance`, the least distance of z_1 ... z_n to the trap.
  /// `columns` is a multiple of CK_ESCAPE_LANES.
  void (*escape_time)(
      const ck_escape_field *field, int32_t first_row, int32_t rows, int32_t columns, float *count, float *norm,
      float *distance);

  // MARK: - Colouring
  ck_background_kernels background;
  ck_tone_kernels tone;

  /// Writes the next row's `grid.width` smoothed buckets, which count hits in 64ths; rows come in order, `row` from 0.
  ///
  /// A sharp cell is multiplied by 64; a narrow one spread by 1 2 1 / 2 4 2 / 1 2 1 times 4; others over the cone, which
  /// has 8 64ths in the middle, 3 at squared distances 1 and 2, 2 at 4 and 5, 1 at 8 and 9. What would leave the picture
  /// is lost, and the border is read as surroundings alone. Sums are whole numbers.
  void (*smooth_row)(ck_smoothing *smoothing, int32_t row, uint64_t *smoothed);

  /// Mixes a row of pixels, of `grid` x `grid` samples each (1 to 8 a side), into their background, in linear light.
  ///
  /// Rows of samples lie `columns` numbers apart. Returns how many samples escaped.
  size_t (*escape_light_row)(
      const ck_escape_tables *tables, const float *counts, const float *norms, const float *distances, size_t columns,
      size_t grid, size_t width, uint8_t *pixels);

  // MARK: - Choosing
  ck_describe_kernels describe;
  ck_crowding_kernels crowding;

  /// Sums the responses of CK_TEXTURE_SIDE squared bytes of brightness, row by row; edge pixels go on beyond the edges.
  void (*sum_texture)(const uint8_t *light, ck_texture *texture);

  // MARK: - Mixing
  ck_ipmix_layout_kernels layout;
  ck_ipmix_points_kernels points;
  ck_ipmix_affine_kernels affine;
  ck_ipmix_enhance_kernels enhance;
  ck_ipmix_blend_kernels blend;
  ck_ipmix_average_kernels average;
  ck_ipmix_final_kernels final;
  ck_ipmix_rounds_kernels rounds;

  // MARK: - Checking

  /// CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected) of `count` bytes, going on from `crc`, which is 0 at first.
  uint32_t (*crc32c)(uint32_t crc, const void *bytes, size_t count);
} ck_kernels;

/// The kernels of a level, which the CPU must support.
const ck_kernels *ck_kernels_of(ck_level level);

#endif
