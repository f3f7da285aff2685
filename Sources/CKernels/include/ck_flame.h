#ifndef FERNERY_CK_FLAME_H
#define FERNERY_CK_FLAME_H

#include <stddef.h>
#include <stdint.h>

#include "ck_chaos_game.h"

/// Points that are moved side by side; each is a chain of its own.
#define CK_FLAME_BLOCK 1024

/// Most variations that a map may sum.
#define CK_MAX_VARIATIONS 8

/// Most numbers that a variation may take.
#define CK_MAX_PARAMETERS 4

/// Most elements of a symmetry group: 12 rotations, each with and without the mirror.
#define CK_MAX_SYMMETRIES 24

/// The bound of the plane: a point beyond it in x or y, or not a number, has left the plane.
#define CK_FLAME_LIMIT 1e5f

/// The variations; numbers are part of an asset's canonical bytes and are never given to another one.
typedef enum {
  CK_LINEAR = 0,
  CK_SINUSOIDAL = 1,
  CK_SPHERICAL = 2,
  CK_SWIRL = 3,
  CK_HORSESHOE = 4,
  CK_POLAR = 5,
  CK_HANDKERCHIEF = 6,
  CK_HEART = 7,
  CK_DISC = 8,
  CK_SPIRAL = 9,
  CK_HYPERBOLIC = 10,
  CK_DIAMOND = 11,
  CK_EX = 12,
  CK_JULIA = 13,
  CK_BENT = 14,
  CK_WAVES = 15,
  CK_FISHEYE = 16,
  CK_POPCORN = 17,
  CK_EXPONENTIAL = 18,
  CK_POWER = 19,
  CK_COSINE = 20,
  CK_RINGS = 21,
  CK_FAN = 22,
  CK_BLOB = 23,
  CK_PDJ = 24,
  CK_EYEFISH = 25,
  CK_BUBBLE = 26,
  CK_CYLINDER = 27,
  CK_JULIAN = 28,
  CK_CURL = 29,
  CK_RECTANGLES = 30,
  CK_TANGENT = 31,
  CK_CROSS = 32,
  CK_BLUR = 33,
} ck_variation_kind;

/// One variation with its weight in the sum and its numbers.
typedef struct {
  int32_t kind;
  float weight;
  float parameter[CK_MAX_PARAMETERS];
} ck_variation;

/// (x, y) goes to (a x + b y + e, c x + d y + f).
typedef struct {
  float a, b, c, d, e, f;
} ck_affine_map;

/// An affine map, then a weighted sum of variations, then another affine map.
typedef struct {
  ck_affine_map pre, post;
  ck_variation variation[CK_MAX_VARIATIONS];
  int32_t variation_count;
  float half_colour;  ///< the colour coordinate k, in [0, 255], becomes k / 2 + half_colour
} ck_flame_map;

/// A fractal flame. After map i, map j follows if a 16-bit draw is below bound[i][j] and not below bound[i][j - 1].
///
/// After each map comes an element of the symmetry group, [a b; c d], each as often as any other. What is drawn is the
/// orbit under the final map, if there is one, and then `view`, which leads to the coordinates of cells.
typedef struct {
  ck_flame_map map[CK_MAX_MAPS];
  int32_t map_count;
  int32_t bound[CK_MAX_MAPS][CK_MAX_MAPS];
  float symmetry[CK_MAX_SYMMETRIES][4];
  int32_t symmetry_count;  ///< 1 for the identity alone
  int32_t has_final_map;
  ck_flame_map final_map;
  ck_affine_map view;
} ck_flame_system;

/// How the game is played: `points` (1 to CK_FLAME_BLOCK) chains, whose steps are counted after `warm_up` of them.
typedef struct {
  int32_t points;
  uint64_t warm_up, steps;
  uint32_t seed[3][16];
} ck_flame_game;

/// A level's functions.
typedef struct {
  /// Plays the game of a flame and counts as ``chaos_game.count`` does; draws `points` * `steps` points.
  ///
  /// A point that leaves the plane restarts at the most recent point that has not; it keeps its own random stream. Returns
  /// how often that happened after the warm-up. Every level gives the same points, but for the sign of NaN.
  uint64_t (*count)(const ck_flame_system *system, const ck_flame_game *game, ck_grid grid, uint32_t *cells);

  /// Draws with colour, as ``chaos_game.colour`` counts it.
  uint64_t (*colour)(
      const ck_flame_system *system, const ck_flame_game *game, ck_grid grid, uint64_t *cells, uint32_t *packed);

  /// Writes the drawn points themselves in the plane: `points` of every step. `view` is not applied.
  uint64_t (*trace)(const ck_flame_system *system, const ck_flame_game *game, float *x, float *y);
} ck_flame_kernels;

#endif
