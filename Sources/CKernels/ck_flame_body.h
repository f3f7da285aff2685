// The game of flames: included once a level.
//
// A block of points is moved at once. Before each step every point draws its next map and the points are put in order by
// it, so that each map works on whole vectors without a branch. Draws belong to a point's place in the block: so the order,
// and with it every point, is the same on every level.
#include "ck_vector.h"

#define generator CK_LEVEL_NAME(generator)
#define next_words CK_LEVEL_NAME(next_words)

/// sfc32 (Chris Doty-Humphrey's small fast counter generator, public domain) in each lane.
typedef struct {
  ck_u16 a, b, c, counter;
} generator;

CK_VECTOR_INLINE ck_u16 next_words(generator *g) {
  ck_u16 word = g->a + g->b + g->counter;
  g->counter += 1;
  g->a = g->b ^ (g->b >> 9);
  g->b = g->c + (g->c << 3);
  g->c = ((g->c << 21) | (g->c >> 11)) + word;
  return word;
}

#define seeded CK_LEVEL_NAME(seeded)
CK_VECTOR_INLINE generator seeded(const uint32_t seed[3][16]) {
  generator g;
  memcpy(&g.a, seed[0], sizeof g.a);
  memcpy(&g.b, seed[1], sizeof g.b);
  memcpy(&g.c, seed[2], sizeof g.c);
  g.counter = (ck_u16)1;
  return g;
}

#include "ck_flame_variations.h"

/// Applies a map to vectors 0 to before `count` where they stand.
#define apply_map CK_LEVEL_NAME(apply_map)
static void apply_map(const ck_flame_map *map, int32_t count, ck_f16 *restrict x, ck_f16 *restrict y, generator *luck) {
  ck_f16 in_x[FLAME_VECTORS], in_y[FLAME_VECTORS];
  ck_affine_map m = map->pre;
  for (int32_t i = 0; i < count; i++) {
    in_x[i] = (m.a * x[i] + m.b * y[i]) + m.e;
    in_y[i] = (m.c * x[i] + m.d * y[i]) + m.f;
    x[i] = y[i] = (ck_f16)0.0f;
  }
  for (int32_t j = 0; j < map->variation_count; j++) {
    add_variation(&map->variation[j], count, in_x, in_y, x, y, luck);
  }
  m = map->post;
  for (int32_t i = 0; i < count; i++) {
    ck_f16 u = x[i], v = y[i];
    x[i] = (m.a * u + m.b * v) + m.e;
    y[i] = (m.c * u + m.d * v) + m.f;
  }
}

#define point_block CK_LEVEL_NAME(point_block)
/// The points in the order of their last maps. Each map's points begin with a vector of their own.
typedef struct {
  ck_f16 x[FLAME_VECTORS], y[FLAME_VECTORS], colour[FLAME_VECTORS];
} point_block;

/// Where each map's points stand: from vector `first`, `count` points.
#define places CK_LEVEL_NAME(places)
typedef struct {
  int32_t first[CK_MAX_MAPS], count[CK_MAX_MAPS];
} places;

#define vectors_of CK_LEVEL_NAME(vectors_of)
CK_VECTOR_INLINE int32_t vectors_of(int32_t count) { return (count + CK_LANES - 1) / CK_LANES; }

/// Where points go: before each map's place `low`, and after its place `high`, stand points already.
///
/// Points fill their map's places from both ends in turn: one end alone would wait for the last point's place.
#define openings CK_LEVEL_NAME(openings)
typedef struct {
  int32_t low[CK_MAX_MAPS], high[CK_MAX_MAPS];
} openings;

/// Moves a map's points, from vector `first` on, to those of the maps that they chose.
#define move_each CK_LEVEL_NAME(move_each)
CK_VECTOR_INLINE void move_each(
    const point_block *from, int32_t first, int32_t count, const int32_t *map, openings *open, point_block *to) {
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

#if CK_LEVEL_PERMUTES
/// More maps than this are cheaper to serve point by point.
#define FEW_MAPS 8

/// The same, map by map and eight points at once.
///
/// One order of lanes serves both ends: a map's even lanes stand first and its odd ones last, four of each at most. These
/// fours are written whole; what a four holds beside its points is written over later, because the last places of a map
/// are filled one by one.
#define move_few CK_LEVEL_NAME(move_few)
CK_VECTOR_INLINE void move_few(
    const point_block *from, int32_t first, int32_t count, const int32_t *map, int32_t maps, openings *open,
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

/// Every point draws its next map and moves to the others of it.
#define deal CK_LEVEL_NAME(deal)
static void deal(
    const ck_flame_system *system, const point_block *from, const places *were, point_block *to, places *are,
    generator *luck) {
  ck_i16 chosen[FLAME_VECTORS];
  // How many points chose a later map than this one, in each lane.
  ck_i16 later[CK_MAX_MAPS] = {0};
  const ck_i16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const int32_t maps = system->map_count;
  int32_t points = 0;
  for (int32_t b = 0; b < maps; b++) {
    const int32_t *bound = system->bound[b];
    const int32_t whole = were->count[b] / CK_LANES, left = were->count[b] % CK_LANES;
    points += were->count[b];
    ck_i16 *to_choose = chosen + were->first[b];
    for (int32_t i = 0; i < whole; i++) {
      const ck_i16 draw = (ck_i16)(next_words(luck) >> 16);
      ck_i16 map = (ck_i16)0;
      for (int32_t j = 0; j < maps - 1; j++) {
        const ck_i16 beyond = draw >= bound[j];
        map -= beyond;
        later[j] -= beyond;
      }
      to_choose[i] = map;
    }
    if (left == 0) continue;
    const ck_i16 draw = (ck_i16)(next_words(luck) >> 16), there = lane < left;
    ck_i16 map = (ck_i16)0;
    for (int32_t j = 0; j < maps - 1; j++) {
      const ck_i16 beyond = (draw >= bound[j]) & there;
      map -= beyond;
      later[j] -= beyond;
    }
    to_choose[whole] = map | ~there;
  }
  openings open;
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
    if (count % CK_LANES != 0) to->x[next - 1] = to->y[next - 1] = to->colour[next - 1] = (ck_f16)0.0f;
  }
  for (int32_t b = 0; b < maps; b++) {
    const int32_t first = were->first[b];
    const int32_t *map = (const int32_t *)(chosen + first);
#if CK_LEVEL_PERMUTES
    if (maps <= FEW_MAPS) {
      move_few(from, first, were->count[b], map, maps, &open, to);
      continue;
    }
#endif
    move_each(from, first, were->count[b], map, &open, to);
  }
}

/// Counts or writes the points of one map.
#define draw_points CK_LEVEL_NAME(draw_points)
CK_VECTOR_INLINE void draw_points(
    flame_purpose purpose, const ck_flame_system *system, const ck_f16 *x, const ck_f16 *y, const ck_f16 *colour,
    int32_t count, generator *luck, flame_target *to) {
  const int32_t vectors = vectors_of(count);
  ck_f16 final_x[FLAME_VECTORS], final_y[FLAME_VECTORS];
  if (system->has_final_map) {
    memcpy(final_x, x, (size_t)vectors * sizeof *x);
    memcpy(final_y, y, (size_t)vectors * sizeof *y);
    apply_map(&system->final_map, vectors, final_x, final_y, luck);
    x = final_x;
    y = final_y;
  }
  if (purpose == FLAME_TRACE) {
    memcpy(to->x, x, (size_t)count * sizeof(float));
    memcpy(to->y, y, (size_t)count * sizeof(float));
    to->x += count;
    to->y += count;
    return;
  }
  ck_i16 cell[FLAME_VECTORS], shade[FLAME_VECTORS];
  const ck_affine_map m = system->view;
  const ck_f16 last_x = (float)(to->grid.width + 1), last_y = (float)(to->grid.height + 1);
  const int32_t stride = to->grid.width + 2;
  for (int32_t i = 0; i < vectors; i++) {
    ck_f16 u = (m.a * x[i] + m.b * y[i]) + m.e, v = (m.c * x[i] + m.d * y[i]) + m.f;
    // What is no number becomes 0 and falls into the border.
    ck_i16 column = __builtin_convertvector(smaller(larger(u, (ck_f16)0.0f), last_x), ck_i16);
    ck_i16 row = __builtin_convertvector(smaller(larger(v, (ck_f16)0.0f), last_y), ck_i16);
    cell[i] = row * stride + column;
    if (purpose != FLAME_COUNT) shade[i] = __builtin_convertvector(colour[i], ck_i16);
  }
  const int32_t *at = (const int32_t *)cell, *of = (const int32_t *)shade;
  for (int32_t i = 0; i < count; i++) {
    if (purpose == FLAME_COUNT) {
      to->counts[at[i]] += 1;
    } else if (purpose == FLAME_PACKED) {
      ck_add_packed(to->packed, to->buckets, (uint32_t)at[i], CK_PACKED_HIT + (uint32_t)of[i]);
    } else {
      to->buckets[at[i]] += ((uint64_t)1 << CK_HIT_SHIFT) + (uint64_t)(uint32_t)of[i];
    }
  }
}

/// A point that has not left the plane.
#define survivor CK_LEVEL_NAME(survivor)
typedef struct {
  float x, y, colour;
} survivor;

/// Puts each point that has left the plane where the last one stands that has not, and returns how many have.
#define recall CK_LEVEL_NAME(recall)
static int32_t recall(ck_f16 *x, ck_f16 *y, ck_f16 *colour, int32_t count, survivor *last) {
  int32_t lost = 0;
  float *u = (float *)x, *v = (float *)y, *k = (float *)colour;
  for (int32_t i = 0; i < count; i++) {
    if (__builtin_fabsf(u[i]) <= CK_FLAME_LIMIT && __builtin_fabsf(v[i]) <= CK_FLAME_LIMIT) {
      *last = (survivor){u[i], v[i], k[i]};
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
#define advance CK_LEVEL_NAME(advance)
CK_VECTOR_INLINE int32_t advance(
    flame_purpose purpose, const ck_flame_system *system, point_block *block, const places *are, generator *luck, bool drawn,
    survivor *last, flame_target *to) {
  int32_t lost = 0;
  for (int32_t m = 0; m < system->map_count; m++) {
    const int32_t count = are->count[m], vectors = vectors_of(count);
    if (count == 0) continue;
    const ck_flame_map *map = &system->map[m];
    ck_f16 *x = block->x + are->first[m], *y = block->y + are->first[m], *colour = block->colour + are->first[m];
    apply_map(map, vectors, x, y, luck);
    if (system->symmetry_count > 1) {
      // One element a vector, going round from a random one: each point gets each as often, and neighbours differ.
      uint32_t element = (next_words(luck)[0] >> 16) * (uint32_t)system->symmetry_count >> 16;
      for (int32_t i = 0; i < vectors; i++) {
        const float *s = system->symmetry[element];
        ck_f16 u = x[i], v = y[i];
        x[i] = s[0] * u + s[1] * v;
        y[i] = s[2] * u + s[3] * v;
        element = element + 1 == (uint32_t)system->symmetry_count ? 0 : element + 1;
      }
    }
    ck_i16 here = (ck_i16)-1;
    for (int32_t i = 0; i < vectors; i++) {
      colour[i] = colour[i] * 0.5f + map->half_colour;
      here &= (absolute(x[i]) <= CK_FLAME_LIMIT) & (absolute(y[i]) <= CK_FLAME_LIMIT);
    }
    if (drawn) draw_points(purpose, system, x, y, colour, count, luck, to);
    if (!__builtin_reduce_and(here)) lost += recall(x, y, colour, count, last);
    *last = (survivor){((float *)x)[count - 1], ((float *)y)[count - 1], ((float *)colour)[count - 1]};
  }
  return lost;
}

#define play CK_LEVEL_NAME(play)
CK_VECTOR_INLINE uint64_t play(
    flame_purpose purpose, const ck_flame_system *system, const ck_flame_game *game, flame_target to) {
  point_block blocks[2];
  places where[2] = {0};
  generator luck = seeded(game->seed);
  survivor last = {0, 0, 127.5f};
  // At first all points are the first map's, anywhere in the square of side 2.
  for (int32_t i = 0; i < FLAME_VECTORS; i++) {
    blocks[0].x[i] = __builtin_convertvector((ck_i16)(next_words(&luck) >> 8), ck_f16) * 0x1p-23f - 1.0f;
    blocks[0].y[i] = __builtin_convertvector((ck_i16)(next_words(&luck) >> 8), ck_f16) * 0x1p-23f - 1.0f;
    blocks[0].colour[i] = (ck_f16)127.5f;
  }
  where[0].count[0] = game->points;
  uint64_t lost = 0;
  for (uint64_t step = 0; step < game->warm_up + game->steps; step++) {
    const int32_t now = (step & 1) != 0 ? 0 : 1;
    deal(system, &blocks[1 - now], &where[1 - now], &blocks[now], &where[now], &luck);
    bool drawn = step >= game->warm_up;
    int32_t gone = advance(purpose, system, &blocks[now], &where[now], &luck, drawn, &last, &to);
    if (drawn) lost += (uint64_t)gone;
  }
  return lost;
}

static uint64_t CK_LEVEL_NAME(flame_count)(const ck_flame_system *system, const ck_flame_game *game, flame_target to) {
  return play(FLAME_COUNT, system, game, to);
}

static uint64_t CK_LEVEL_NAME(flame_colour)(const ck_flame_system *system, const ck_flame_game *game, flame_target to) {
  return play(FLAME_COLOUR, system, game, to);
}

static uint64_t CK_LEVEL_NAME(flame_packed)(const ck_flame_system *system, const ck_flame_game *game, flame_target to) {
  return play(FLAME_PACKED, system, game, to);
}

static uint64_t CK_LEVEL_NAME(flame_trace)(const ck_flame_system *system, const ck_flame_game *game, flame_target to) {
  return play(FLAME_TRACE, system, game, to);
}

static void CK_LEVEL_NAME(flame_apply)(const ck_flame_map *map, const uint32_t seed[3][16], size_t count, float *x, float *y) {
  generator luck = seeded(seed);
  for (size_t first = 0; first < count; first += CK_FLAME_BLOCK) {
    size_t length = count - first < CK_FLAME_BLOCK ? count - first : CK_FLAME_BLOCK;
    ck_f16 u[FLAME_VECTORS] = {0}, v[FLAME_VECTORS] = {0};
    memcpy(u, x + first, length * sizeof(float));
    memcpy(v, y + first, length * sizeof(float));
    apply_map(map, vectors_of((int32_t)length), u, v, &luck);
    memcpy(x + first, u, length * sizeof(float));
    memcpy(y + first, v, length * sizeof(float));
  }
}

#undef generator
#undef next_words
#undef seeded
#undef add_variation
#undef apply_map
#undef point_block
#undef places
#undef vectors_of
#undef openings
#undef move_each
#undef move_few
#undef FEW_MAPS
#undef deal
#undef draw_points
#undef survivor
#undef recall
#undef advance
#undef play
#include "ck_vector_end.h"
