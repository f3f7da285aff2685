// The game of flames: one body of vectors, compiled once a level.
#include "ck_flame.h"

#include <stdbool.h>
#include <string.h>

#include "ck_include_levels.h"
#include "ck_packed.h"

#if CK_HAS_X86_LEVELS
#include <immintrin.h>
#endif

typedef enum { FLAME_COUNT, FLAME_COLOUR, FLAME_PACKED, FLAME_TRACE } flame_purpose;

/// What becomes of the drawn points.
typedef struct {
  ck_grid grid;
  uint32_t *counts;
  uint64_t *buckets;
  uint32_t *packed;
  float *x, *y;
} flame_target;

/// The vectors of a block, and of each map at most one that is not full.
#define FLAME_VECTORS (CK_FLAME_BLOCK / 16 + CK_MAX_MAPS)

#if CK_HAS_X86_LEVELS
/// For each set of the even lanes 0, 2, 4, 6 these lanes one after another, a lane a nibble from the lowest up.
static const uint32_t even_lanes[16] = {
    0x00000000, 0x00000000, 0x00000002, 0x00000020, 0x00000004, 0x00000040, 0x00000042, 0x00000420,
    0x00000006, 0x00000060, 0x00000062, 0x00000620, 0x00000064, 0x00000640, 0x00000642, 0x00006420};
/// For each set of the odd lanes 1, 3, 5, 7 the same from the highest nibble down.
static const uint32_t odd_lanes[16] = {
    0x00000000, 0x10000000, 0x30000000, 0x13000000, 0x50000000, 0x15000000, 0x35000000, 0x13500000,
    0x70000000, 0x17000000, 0x37000000, 0x13700000, 0x57000000, 0x15700000, 0x35700000, 0x13570000};
#endif

#define CK_LEVEL_NAME CK_BASELINE_NAME
#define CK_LEVEL_PERMUTES 0
#include "ck_flame_body.h"
#undef CK_LEVEL_NAME
#undef CK_LEVEL_PERMUTES

#if CK_HAS_X86_LEVELS
#define CK_LEVEL_PERMUTES 1
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
#undef CK_LEVEL_PERMUTES
#endif

uint64_t ck_flame_count(
    ck_level level, const ck_flame_system *system, const ck_flame_game *game, ck_grid grid, uint32_t *cells) {
  CK_CALL_LEVEL(level, flame_count, (system, game, (flame_target){.grid = grid, .counts = cells}));
}

static uint64_t play_packed(
    ck_level level, const ck_flame_system *system, const ck_flame_game *game, flame_target to) {
  CK_CALL_LEVEL(level, flame_packed, (system, game, to));
}

uint64_t ck_flame_colour(
    ck_level level, const ck_flame_system *system, const ck_flame_game *game, ck_grid grid, uint64_t *cells,
    uint32_t *packed) {
  const flame_target to = {.grid = grid, .buckets = cells, .packed = packed};
  if (packed) {
    const uint64_t lost = play_packed(level, system, game, to);
    ck_unpack(grid, packed, cells);
    return lost;
  }
  CK_CALL_LEVEL(level, flame_colour, (system, game, to));
}

uint64_t ck_flame_trace(
    ck_level level, const ck_flame_system *system, const ck_flame_game *game, float *x, float *y) {
  CK_CALL_LEVEL(level, flame_trace, (system, game, (flame_target){.x = x, .y = y}));
}

void ck_flame_apply(
    ck_level level, const ck_flame_map *map, const uint32_t seed[3][16], size_t count, float *x, float *y) {
  CK_CALL_LEVEL(level, flame_apply, (map, seed, count, x, y));
}
