// The game of flames: one body of vectors.
//
// A block of points is moved at once. Before each step every point draws its next map and the points are put in order by
// it, so that each map works on whole vectors without a branch. Draws belong to a point's index in the block: so the order,
// and with it every point, is the same on every level.
#ifndef FERNERY_CK_KERNELS_FLAME
#define FERNERY_CK_KERNELS_FLAME

#include "ck_flame.h"

#include "buckets.h"
#include "common.h"
#include "flame_variations.h"
#include "sfc32.h"
#include "vector.h"

/// The vectors of a block, and of each map at most one that is not full.
#define FLAME_VECTORS (CK_FLAME_BLOCK / CK_LANES + CK_MAX_MAPS)

/// Applies a map to vectors 0 to before `count` where they stand.
static void apply_map(const ck_flame_map *map, int32_t count, f32x16 *restrict x, f32x16 *restrict y, sfc32x16 *rng) {
  f32x16 in_x[FLAME_VECTORS], in_y[FLAME_VECTORS];
  ck_affine_map m = map->pre;
  for (int32_t i = 0; i < count; i++) {
    in_x[i] = (m.a * x[i] + m.b * y[i]) + m.e;
    in_y[i] = (m.c * x[i] + m.d * y[i]) + m.f;
    x[i] = y[i] = (f32x16)0.0f;
  }
  for (int32_t j = 0; j < map->variation_count; j++) {
    add_variation(&map->variation[j], count, in_x, in_y, x, y, rng);
  }
  m = map->post;
  for (int32_t i = 0; i < count; i++) {
    f32x16 u = x[i], v = y[i];
    x[i] = (m.a * u + m.b * v) + m.e;
    y[i] = (m.c * u + m.d * v) + m.f;
  }
}

/// The points in the order of their last maps. Each map's points begin with a vector of their own.
typedef struct {
  f32x16 x[FLAME_VECTORS], y[FLAME_VECTORS], colour[FLAME_VECTORS];
} point_block;

/// The position of each map's points: from vector `first`, `count` points.
typedef struct {
  int32_t first[CK_MAX_MAPS], count[CK_MAX_MAPS];
} map_ranges;

CK_INLINE int32_t vectors_of(int32_t count) { return (count + CK_LANES - 1) / CK_LANES; }

/// The free slots of each map: points are stored before `low` and after `high`.
///
/// Points fill their map's range from both ends in turn: one end alone would wait for the last point's place.
typedef struct {
  int32_t low[CK_MAX_MAPS], high[CK_MAX_MAPS];
} free_slots;

/// Moves a map's points, from vector `first` on, to those of the maps that they chose.
CK_INLINE void move_each(
    const point_block *from, int32_t first, int32_t count, const int32_t *map, free_slots *open, point_block *to) {
  const float *x = (const float *)(from->x + first), *y = (const float *)(from->y + first);
  const float *colour = (const float *)(from->colour + first);
  float *to_x = (float *)to->x, *to_y = (float *)to->y, *to_colour = (float *)to->colour;
  for (int32_t i = 0; i < count; i++) {
    const int32_t place = (i & 1) == 0 ? open->low[map[i]]++ : open->high[map[i]]--;
    to_x[place] = x[i];
    to_y[place] = y[i];
    to_colour[place] = colour[i];
  }
}

#if CK_AVX2
/// For each set of the even lanes 0, 2, 4, 6 these lanes one after another, a lane a nibble from the lowest up.
static const uint32_t even_lanes[16] = {
    0x00000000, 0x00000000, 0x00000002, 0x00000020, 0x00000004, 0x00000040, 0x00000042, 0x00000420,
    0x00000006, 0x00000060, 0x00000062, 0x00000620, 0x00000064, 0x00000640, 0x00000642, 0x00006420};
/// For each set of the odd lanes 1, 3, 5, 7 the same from the highest nibble down.
static const uint32_t odd_lanes[16] = {
    0x00000000, 0x10000000, 0x30000000, 0x13000000, 0x50000000, 0x15000000, 0x35000000, 0x13500000,
    0x70000000, 0x17000000, 0x37000000, 0x13700000, 0x57000000, 0x15700000, 0x35700000, 0x13570000};

/// More maps than this are cheaper to serve point by point.
#define FEW_MAPS 8

/// Applies the maps one after another, to eight points at once.
///
/// One order of lanes serves both ends: a map's even lanes stand first and its odd ones last, four of each at most. These
/// fours are written whole; what a four holds beside its points is written over later, because the last places of a map
/// are filled one by one.
CK_INLINE void move_few(
    const point_block *from, int32_t first, int32_t count, const int32_t *map, int32_t maps, free_slots *open,
    point_block *to) {
  const float *x = (const float *)(from->x + first), *y = (const float *)(from->y + first);
  const float *colour = (const float *)(from->colour + first);
  float *to_x = (float *)to->x, *to_y = (float *)to->y, *to_colour = (float *)to->colour;
  const __m256i nibbles = _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28);
  for (int32_t m = 0; m < maps; m++) {
    const __m256i own = _mm256_set1_epi32(m);
    int32_t low = open->low[m], high = open->high[m], i = 0;
    for (; i < count && high - low >= 7; i += 8) {
      const __m256i chosen = _mm256_cmpeq_epi32(_mm256_loadu_si256((const __m256i *)(map + i)), own);
      const uint32_t lanes = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(chosen));
      const uint32_t even = _pext_u32(lanes, 0x55), odd = _pext_u32(lanes, 0xaa);
      const __m256i order = _mm256_srlv_epi32(_mm256_set1_epi32((int32_t)(even_lanes[even] | odd_lanes[odd])), nibbles);
      const __m256 x8 = _mm256_permutevar8x32_ps(_mm256_loadu_ps(x + i), order);
      const __m256 y8 = _mm256_permutevar8x32_ps(_mm256_loadu_ps(y + i), order);
      const __m256 colour8 = _mm256_permutevar8x32_ps(_mm256_loadu_ps(colour + i), order);
      _mm_storeu_ps(to_x + low, _mm256_castps256_ps128(x8));
      _mm_storeu_ps(to_x + high - 3, _mm256_extractf128_ps(x8, 1));
      _mm_storeu_ps(to_y + low, _mm256_castps256_ps128(y8));
      _mm_storeu_ps(to_y + high - 3, _mm256_extractf128_ps(y8, 1));
      _mm_storeu_ps(to_colour + low, _mm256_castps256_ps128(colour8));
      _mm_storeu_ps(to_colour + high - 3, _mm256_extractf128_ps(colour8, 1));
      low += __builtin_popcount(even);
      high -= __builtin_popcount(odd);
    }
    for (; i < count; i++) {
      if (map[i] != m) continue;
      const int32_t place = (i & 1) == 0 ? low++ : high--;
      to_x[place] = x[i];
      to_y[place] = y[i];
      to_colour[place] = colour[i];
    }
    open->low[m] = low;
    open->high[m] = high;
  }
}
#endif

/// Every point draws its next map and moves among the points of that map.
static void scatter_by_map(
    const ck_flame_system *system, const point_block *from, const map_ranges *were, point_block *to, map_ranges *are,
    sfc32x16 *rng) {
  i32x16 chosen[FLAME_VECTORS];
  // How many points chose a later map than this one, in each lane.
  i32x16 later[CK_MAX_MAPS] = {0};
  const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const int32_t maps = system->map_count;
  int32_t points = 0;
  for (int32_t b = 0; b < maps; b++) {
    const int32_t *bound = system->bound[b];
    const int32_t whole = were->count[b] / CK_LANES, left = were->count[b] % CK_LANES;
    points += were->count[b];
    i32x16 *to_choose = chosen + were->first[b];
    for (int32_t i = 0; i < whole; i++) {
      const i32x16 draw = (i32x16)(sfc32x16_next(rng) >> 16);
      i32x16 map = (i32x16)0;
      for (int32_t j = 0; j < maps - 1; j++) {
        const i32x16 beyond = draw >= bound[j];
        map -= beyond;
        later[j] -= beyond;
      }
      to_choose[i] = map;
    }
    if (left == 0) continue;
    const i32x16 draw = (i32x16)(sfc32x16_next(rng) >> 16), there = lane < left;
    i32x16 map = (i32x16)0;
    for (int32_t j = 0; j < maps - 1; j++) {
      const i32x16 beyond = (draw >= bound[j]) & there;
      map -= beyond;
      later[j] -= beyond;
    }
    to_choose[whole] = map | ~there;
  }
  free_slots open;
  int32_t next = 0;
  for (int32_t m = 0; m < maps; m++) {
    const int32_t beyond = m + 1 < maps ? __builtin_reduce_add(later[m]) : 0;
    const int32_t count = points - beyond;
    points = beyond;
    are->first[m] = next;
    are->count[m] = count;
    open.low[m] = next * CK_LANES;
    open.high[m] = next * CK_LANES + count - 1;
    next += vectors_of(count);
    // Lanes without a point hold one that does no harm.
    if (count % CK_LANES != 0) to->x[next - 1] = to->y[next - 1] = to->colour[next - 1] = (f32x16)0.0f;
  }
  for (int32_t b = 0; b < maps; b++) {
    const int32_t first = were->first[b];
    const int32_t *map = (const int32_t *)(chosen + first);
#if CK_AVX2
    if (maps <= FEW_MAPS) {
      move_few(from, first, were->count[b], map, maps, &open, to);
      continue;
    }
#endif
    move_each(from, first, were->count[b], map, &open, to);
  }
}

/// Counts or writes the points of one map.
CK_INLINE void draw_points(
    game_purpose purpose, const ck_flame_system *system, const f32x16 *x, const f32x16 *y, const f32x16 *colour,
    int32_t count, sfc32x16 *rng, game_target *to) {
  const int32_t vectors = vectors_of(count);
  f32x16 final_x[FLAME_VECTORS], final_y[FLAME_VECTORS];
  if (system->has_final_map) {
    memcpy(final_x, x, (size_t)vectors * sizeof *x);
    memcpy(final_y, y, (size_t)vectors * sizeof *y);
    apply_map(&system->final_map, vectors, final_x, final_y, rng);
    x = final_x;
    y = final_y;
  }
  if (purpose == TRACE_POINTS) {
    memcpy(to->x, x, (size_t)count * sizeof(float));
    memcpy(to->y, y, (size_t)count * sizeof(float));
    to->x += count;
    to->y += count;
    return;
  }
  i32x16 cell[FLAME_VECTORS], shade[FLAME_VECTORS];
  const ck_affine_map m = system->view;
  const f32x16 last_x = (float)(to->grid.width + 1), last_y = (float)(to->grid.height + 1);
  const int32_t stride = to->grid.width + 2;
  for (int32_t i = 0; i < vectors; i++) {
    f32x16 u = (m.a * x[i] + m.b * y[i]) + m.e, v = (m.c * x[i] + m.d * y[i]) + m.f;
    // A value that is not a number becomes 0 and falls into the border.
    i32x16 column = __builtin_convertvector(smaller(larger(u, (f32x16)0.0f), last_x), i32x16);
    i32x16 row = __builtin_convertvector(smaller(larger(v, (f32x16)0.0f), last_y), i32x16);
    cell[i] = row * stride + column;
    if (purpose != COUNT_HITS) shade[i] = __builtin_convertvector(colour[i], i32x16);
  }
  const int32_t *at = (const int32_t *)cell, *of = (const int32_t *)shade;
  for (int32_t i = 0; i < count; i++) add_point(purpose, to, (uint32_t)at[i], (uint32_t)of[i]);
}

/// The most recent point that has not left the plane.
typedef struct {
  float x, y, colour;
} last_finite;

/// Restarts each point that has left the plane at the most recent one that has not, and returns how many have.
static int32_t restart_escaped(f32x16 *x, f32x16 *y, f32x16 *colour, int32_t count, last_finite *last) {
  int32_t lost = 0;
  float *u = (float *)x, *v = (float *)y, *k = (float *)colour;
  for (int32_t i = 0; i < count; i++) {
    if (__builtin_fabsf(u[i]) <= CK_FLAME_LIMIT && __builtin_fabsf(v[i]) <= CK_FLAME_LIMIT) {
      *last = (last_finite){u[i], v[i], k[i]};
    } else {
      u[i] = last->x;
      v[i] = last->y;
      k[i] = last->colour;
      lost += 1;
    }
  }
  return lost;
}

/// Takes the points of each map one step on, and draws them if `drawn`.
CK_INLINE int32_t advance(
    game_purpose purpose, const ck_flame_system *system, point_block *block, const map_ranges *are, sfc32x16 *rng, bool drawn,
    last_finite *last, game_target *to) {
  int32_t lost = 0;
  for (int32_t m = 0; m < system->map_count; m++) {
    const int32_t count = are->count[m], vectors = vectors_of(count);
    if (count == 0) continue;
    const ck_flame_map *map = &system->map[m];
    f32x16 *x = block->x + are->first[m], *y = block->y + are->first[m], *colour = block->colour + are->first[m];
    apply_map(map, vectors, x, y, rng);
    if (system->symmetry_count > 1) {
      // One element a vector, going round from a random one: each point gets each as often, and neighbours differ.
      uint32_t element = (sfc32x16_next(rng)[0] >> 16) * (uint32_t)system->symmetry_count >> 16;
      for (int32_t i = 0; i < vectors; i++) {
        const float *s = system->symmetry[element];
        f32x16 u = x[i], v = y[i];
        x[i] = s[0] * u + s[1] * v;
        y[i] = s[2] * u + s[3] * v;
        element = element + 1 == (uint32_t)system->symmetry_count ? 0 : element + 1;
      }
    }
    i32x16 here = (i32x16)-1;
    for (int32_t i = 0; i < vectors; i++) {
      colour[i] = colour[i] * 0.5f + map->half_colour;
      here &= (absolute(x[i]) <= CK_FLAME_LIMIT) & (absolute(y[i]) <= CK_FLAME_LIMIT);
    }
    if (drawn) draw_points(purpose, system, x, y, colour, count, rng, to);
    if (!__builtin_reduce_and(here)) lost += restart_escaped(x, y, colour, count, last);
    *last = (last_finite){((float *)x)[count - 1], ((float *)y)[count - 1], ((float *)colour)[count - 1]};
  }
  return lost;
}

CK_INLINE uint64_t play_flame(
    game_purpose purpose, const ck_flame_system *system, const ck_flame_game *game, game_target to) {
  point_block blocks[2];
  map_ranges where[2] = {0};
  sfc32x16 rng = sfc32x16_seeded(game->seed, 0);
  last_finite last = {0, 0, 127.5f};
  // At first all points are the first map's, anywhere in the square of side 2.
  for (int32_t i = 0; i < FLAME_VECTORS; i++) {
    blocks[0].x[i] = __builtin_convertvector((i32x16)(sfc32x16_next(&rng) >> 8), f32x16) * 0x1p-23f - 1.0f;
    blocks[0].y[i] = __builtin_convertvector((i32x16)(sfc32x16_next(&rng) >> 8), f32x16) * 0x1p-23f - 1.0f;
    blocks[0].colour[i] = (f32x16)127.5f;
  }
  where[0].count[0] = game->points;
  uint64_t lost = 0;
  for (uint64_t step = 0; step < game->warm_up + game->steps; step++) {
    const int32_t now = (step & 1) != 0 ? 0 : 1;
    scatter_by_map(system, &blocks[1 - now], &where[1 - now], &blocks[now], &where[now], &rng);
    bool drawn = step >= game->warm_up;
    int32_t gone = advance(purpose, system, &blocks[now], &where[now], &rng, drawn, &last, &to);
    if (drawn) lost += (uint64_t)gone;
  }
  return lost;
}

static uint64_t flame_count(
    const ck_flame_system *system, const ck_flame_game *game, ck_grid grid, uint32_t *cells) {
  return play_flame(COUNT_HITS, system, game, (game_target){.grid = grid, .counts = cells});
}

static uint64_t flame_colour(
    const ck_flame_system *system, const ck_flame_game *game, ck_grid grid, uint64_t *cells, uint32_t *packed) {
  const game_target to = {.grid = grid, .buckets = cells, .packed = packed};
  if (packed == NULL) return play_flame(ADD_COLOUR, system, game, to);
  const uint64_t lost = play_flame(ADD_PACKED, system, game, to);
  unpack_buckets(grid, packed, cells);
  return lost;
}

static uint64_t flame_trace(const ck_flame_system *system, const ck_flame_game *game, float *x, float *y) {
  return play_flame(TRACE_POINTS, system, game, (game_target){.x = x, .y = y});
}

#endif
