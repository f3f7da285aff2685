#ifndef FERNERY_CK_CHAOS_GAME_H
#define FERNERY_CK_CHAOS_GAME_H

#include <stddef.h>
#include <stdint.h>

#include "ck_formulas.h"

/// Chains that run side by side, each with its own random sequence, whatever the level.
///
/// Chains that shared a sequence of maps would contract onto one another and draw the same points many times over.
#define CK_CHAINS 16

/// Most maps that a system may have.
#define CK_MAX_MAPS 16

/// An affine iterated function system in pixel coordinates, with the alias table that chooses among its maps.
///
/// Map i takes (x, y) to (a x + b y + e, c x + d y + f) and the colour coordinate k, in [0, 255], to (k + colour) / 2.
/// A 16-bit draw r gives slot r mod `slots`; the slot's own map is taken if r / `slots` is below its threshold, else
/// its alias.
typedef struct {
  float a[CK_MAX_MAPS], b[CK_MAX_MAPS], c[CK_MAX_MAPS], d[CK_MAX_MAPS], e[CK_MAX_MAPS], f[CK_MAX_MAPS];
  float half_colour[CK_MAX_MAPS];
  int32_t threshold[CK_MAX_MAPS];
  int32_t alias[CK_MAX_MAPS];
  int32_t slots;  ///< 8 or 16
} ck_affine_system;

/// The start of the chains: one point of the attractor, and a seed of three words a chain.
typedef struct {
  float x, y;
  uint32_t seed[3][CK_CHAINS];
} ck_chains;

/// A grid of `height` rows and `width` columns with a border of one cell, into which every outlier falls.
///
/// Pixel (row, column) is cell (row + 1) * (width + 2) + column + 1; coordinates are those of the cells: the first pixel
/// covers [1, 2) in x and in y, and y grows with the row. Sides are 1 to 32,765, since cells are found in 16-bit numbers.
typedef struct {
  int32_t height, width;
} ck_grid;

/// A level's functions.
typedef struct {
  /// Plays the chaos game: after `warm_up` steps (even) that leave no trace, `steps` steps (even) of every chain are counted.
  ///
  /// Draws CK_CHAINS * steps points. Every level does the same operations on every chain, and sums of whole numbers do not
  /// depend on their order, so all levels leave the same counts.
  void (*count)(
      const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps, ck_grid grid,
      uint32_t *cells);

  /// Draws with colour: each cell holds hits << CK_HIT_SHIFT plus the sum of the colour coordinates' whole parts.
  ///
  /// With `packed`, which has a number of 0 for each cell, hits are gathered there in half the memory first: faster where
  /// several points fall to a cell.
  void (*colour)(
      const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps, ck_grid grid,
      uint64_t *cells, uint32_t *packed);

  /// Writes the orbit itself: `steps` (even) points of every chain after `warm_up` steps (even), CK_CHAINS to a step.
  void (*trace)(
      const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps, float *x, float *y);
} ck_chaos_game_kernels;

#endif
