// The game of flames: one body of vectors, compiled once a level.
#include "ck_flame.h"

#include <stdbool.h>
#include <string.h>

#include "ck_flame_levels.h"

typedef enum { FLAME_COUNT, FLAME_COLOUR, FLAME_TRACE } flame_purpose;

/// What becomes of the drawn points.
typedef struct {
  ck_grid grid;
  uint32_t *counts;
  uint64_t *buckets;
  float *x, *y;
} flame_target;

/// The vectors of a block, and of each map at most one that is not full.
#define FLAME_VECTORS (CK_FLAME_BLOCK / 16 + CK_MAX_MAPS)

#define CK_LEVEL_NAME CK_BASELINE_NAME
#include "ck_flame_body.h"
#undef CK_LEVEL_NAME

#if CK_HAS_X86_LEVELS
CK_BEGIN_V3
#define CK_LEVEL_NAME CK_V3_NAME
#include "ck_flame_body.h"
#undef CK_LEVEL_NAME
CK_END_LEVEL

CK_BEGIN_V4
#define CK_LEVEL_NAME CK_V4_NAME
#include "ck_flame_body.h"
#undef CK_LEVEL_NAME
CK_END_LEVEL
#endif

uint64_t ck_flame_count(
    ck_level level, const ck_flame_system *system, const ck_flame_game *game, ck_grid grid, uint32_t *cells) {
  CK_CALL_LEVEL(level, flame_count, (system, game, (flame_target){.grid = grid, .counts = cells}));
}

uint64_t ck_flame_colour(
    ck_level level, const ck_flame_system *system, const ck_flame_game *game, ck_grid grid, uint64_t *cells) {
  CK_CALL_LEVEL(level, flame_colour, (system, game, (flame_target){.grid = grid, .buckets = cells}));
}

uint64_t ck_flame_trace(
    ck_level level, const ck_flame_system *system, const ck_flame_game *game, float *x, float *y) {
  CK_CALL_LEVEL(level, flame_trace, (system, game, (flame_target){.x = x, .y = y}));
}

void ck_flame_apply(
    ck_level level, const ck_flame_map *map, const uint32_t seed[3][16], size_t count, float *x, float *y) {
  CK_CALL_LEVEL(level, flame_apply, (map, seed, count, x, y));
}
