// The chaos game on affine systems: one body a kind of registers, specialised by what is done with each point.
//
// One 32-bit random word chooses the maps of two steps of a chain.
#ifndef FERNERY_CK_KERNELS_CHAOS_GAME
#define FERNERY_CK_KERNELS_CHAOS_GAME

#include "ck_chaos_game.h"

#include "buckets.h"
#include "common.h"
#include "sfc32.h"

/// Counts the points of one step, whose cells (and colours) stand in memory.
CK_INLINE void add_points(
    game_purpose purpose, const game_target *to, const uint32_t *cell, const uint32_t *colour, int points) {
  // Unrolled, here and below, at any level of optimisation: then chains and cells stay in registers.
#pragma clang loop unroll(full)
  for (int i = 0; i < points; i++) add_point(purpose, to, cell[i], colour[i]);
}

#if CK_AVX512

// MARK: - Sixteen chains in a register

/// Looks sixteen lanes up in a table of 16 numbers (of 8, when `slots` is 8: indices then stay below 8).
CK_INLINE __m512 look_up16(__m512 table, __m512i index) { return _mm512_permutexvar_ps(index, table); }

CK_INLINE void play(
    game_purpose purpose, const ck_affine_system *system, const ck_chains *start, uint64_t warm_up, uint64_t steps,
    game_target to, const int shift) {
  const __m512 a = _mm512_loadu_ps(system->a), b = _mm512_loadu_ps(system->b), c = _mm512_loadu_ps(system->c);
  const __m512 d = _mm512_loadu_ps(system->d), e = _mm512_loadu_ps(system->e), f = _mm512_loadu_ps(system->f);
  const __m512 half_colour = _mm512_loadu_ps(system->half_colour);
  const __m512i thresholds = _mm512_loadu_si512(system->threshold), aliases = _mm512_loadu_si512(system->alias);
  const __m512 last_x = _mm512_set1_ps((float)(to.grid.width + 1)), last_y = _mm512_set1_ps((float)(to.grid.height + 1));
  const __m512i stride = _mm512_set1_epi32(to.grid.width + 2), slot_mask = _mm512_set1_epi32(system->slots - 1);
  __m512 x = _mm512_set1_ps(start->x), y = _mm512_set1_ps(start->y), k = _mm512_set1_ps(127.5f);
  sfc32x16 rng = sfc32x16_seeded(start->seed, 0);
  for (uint64_t step = 0; step < warm_up + steps; step += 2) {
    uint32_t cell[2 * CK_CHAINS], colour[2 * CK_CHAINS];
    const __m512i word = (__m512i)sfc32x16_next(&rng);
    for (int half = 0; half < 2; half++) {
      __m512i draw = half == 0 ? word : _mm512_srli_epi32(word, 16);
      __m512i slot = _mm512_and_si512(draw, slot_mask);
      __m512i rest = _mm512_srli_epi32(_mm512_and_si512(draw, _mm512_set1_epi32(0xffff)), (unsigned)shift);
      __mmask16 own = _mm512_cmplt_epi32_mask(rest, _mm512_permutexvar_epi32(slot, thresholds));
      __m512i map = _mm512_mask_blend_epi32(own, _mm512_permutexvar_epi32(slot, aliases), slot);
      __m512 ax = _mm512_mul_ps(look_up16(a, map), x), by = _mm512_mul_ps(look_up16(b, map), y);
      __m512 cx = _mm512_mul_ps(look_up16(c, map), x), dy = _mm512_mul_ps(look_up16(d, map), y);
      x = _mm512_add_ps(_mm512_add_ps(ax, by), look_up16(e, map));
      y = _mm512_add_ps(_mm512_add_ps(cx, dy), look_up16(f, map));
      if (purpose == ADD_COLOUR || purpose == ADD_PACKED) {
        k = _mm512_add_ps(_mm512_mul_ps(k, _mm512_set1_ps(0.5f)), look_up16(half_colour, map));
        _mm512_storeu_si512(&colour[half * CK_CHAINS], _mm512_cvttps_epi32(k));
      }
      if (purpose == TRACE_POINTS) {
        if (step >= warm_up) {
          _mm512_storeu_ps(to.x + (step - warm_up + (uint64_t)half) * CK_CHAINS, x);
          _mm512_storeu_ps(to.y + (step - warm_up + (uint64_t)half) * CK_CHAINS, y);
        }
      } else {
        __m512 column = _mm512_min_ps(_mm512_max_ps(x, _mm512_setzero_ps()), last_x);
        __m512 row = _mm512_min_ps(_mm512_max_ps(y, _mm512_setzero_ps()), last_y);
        __m512i place = _mm512_add_epi32(
            _mm512_mullo_epi32(_mm512_cvttps_epi32(row), stride), _mm512_cvttps_epi32(column));
        _mm512_storeu_si512(&cell[half * CK_CHAINS], place);
      }
    }
    if (purpose != TRACE_POINTS && step >= warm_up) add_points(purpose, &to, cell, colour, 2 * CK_CHAINS);
  }
}

#elif CK_AVX2

// MARK: - Eight chains in a register

/// Eight chains in AVX2 registers.
typedef struct {
  __m256 x, y, colour;
  sfc32x8 rng;
} chains8;

/// How eight lanes look maps up: within four maps, which shuffles within halves of a register reach, within 8, or 16.
typedef enum { FOUR, EIGHT, SIXTEEN } reach;

/// Looks eight lanes up in a table of 8 or 16 numbers; only the low bits of `index` count.
CK_INLINE __m256 look_up8(const float *table, __m256i index, const reach reach) {
  if (reach == FOUR) return _mm256_permutevar_ps(_mm256_broadcast_ps((const __m128 *)table), index);
  __m256 low = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table), index);
  if (reach == EIGHT) return low;
  __m256 high = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table + 8), index);
  return _mm256_blendv_ps(low, high, _mm256_castsi256_ps(_mm256_slli_epi32(index, 28)));
}

CK_INLINE void step8(
    game_purpose purpose, const ck_affine_system *system, const uint32_t *slots, const reach reach, chains8 *s, __m256i draw,
    __m256i draw16, __m256 last_x, __m256 last_y, __m256i stride, uint32_t *cell, uint32_t *colour) {
  __m256i slot = _mm256_castps_si256(look_up8((const float *)slots, draw, reach == FOUR ? EIGHT : reach));
  __m256i map = _mm256_blendv_epi8(slot, draw, _mm256_cmpgt_epi32(_mm256_srli_epi32(slot, 4), draw16));
  __m256 ax = _mm256_mul_ps(look_up8(system->a, map, reach), s->x);
  __m256 by = _mm256_mul_ps(look_up8(system->b, map, reach), s->y);
  __m256 cx = _mm256_mul_ps(look_up8(system->c, map, reach), s->x);
  __m256 dy = _mm256_mul_ps(look_up8(system->d, map, reach), s->y);
  s->x = _mm256_add_ps(_mm256_add_ps(ax, by), look_up8(system->e, map, reach));
  s->y = _mm256_add_ps(_mm256_add_ps(cx, dy), look_up8(system->f, map, reach));
  if (purpose == ADD_COLOUR || purpose == ADD_PACKED) {
    s->colour = _mm256_add_ps(
        _mm256_mul_ps(s->colour, _mm256_set1_ps(0.5f)), look_up8(system->half_colour, map, reach));
    _mm256_storeu_si256((__m256i *)colour, _mm256_cvttps_epi32(s->colour));
  }
  if (purpose != TRACE_POINTS) {
    // max(v, 0) gives its second operand for NaN, as the baseline's comparison does.
    __m256 column = _mm256_min_ps(_mm256_max_ps(s->x, _mm256_setzero_ps()), last_x);
    __m256 row = _mm256_min_ps(_mm256_max_ps(s->y, _mm256_setzero_ps()), last_y);
    // Row and column side by side in 16 bits each, times the stride and 1.
    __m256i both = _mm256_or_si256(_mm256_cvttps_epi32(row), _mm256_slli_epi32(_mm256_cvttps_epi32(column), 16));
    _mm256_storeu_si256((__m256i *)cell, _mm256_madd_epi16(both, stride));
  }
}

CK_INLINE void play8(
    game_purpose purpose, const ck_affine_system *system, const uint32_t *slots, const ck_chains *start, uint64_t warm_up,
    uint64_t steps, game_target to, const reach reach) {
  chains8 chains[2];
  for (int g = 0; g < 2; g++) {
    chains[g].x = _mm256_set1_ps(start->x);
    chains[g].y = _mm256_set1_ps(start->y);
    chains[g].colour = _mm256_set1_ps(127.5f);
    chains[g].rng = sfc32x8_seeded(start->seed, 8 * g);
  }
  const __m256 last_x = _mm256_set1_ps((float)(to.grid.width + 1)), last_y = _mm256_set1_ps((float)(to.grid.height + 1));
  const __m256i stride = _mm256_set1_epi32((to.grid.width + 2) | 1 << 16);
  for (uint64_t step = 0; step < warm_up + steps; step += 2) {
    uint32_t cell[2 * CK_CHAINS], colour[2 * CK_CHAINS];
#pragma clang loop unroll(full)
    for (int g = 0; g < 2; g++) {
      chains8 *s = &chains[g];
      const __m256i word = (__m256i)sfc32x8_next(&s->rng);
      const __m256i second = _mm256_srli_epi32(word, 16);
#pragma clang loop unroll(full)
      for (int half = 0; half < 2; half++) {
        int place = half * CK_CHAINS + 8 * g;
        step8(
            purpose, system, slots, reach, s, half == 0 ? word : second,
            half == 0 ? _mm256_and_si256(word, _mm256_set1_epi32(0xffff)) : second, last_x, last_y, stride,
            &cell[place], &colour[place]);
        if (purpose == TRACE_POINTS && step >= warm_up) {
          _mm256_storeu_ps(to.x + (step - warm_up) * CK_CHAINS + (uint64_t)place, s->x);
          _mm256_storeu_ps(to.y + (step - warm_up) * CK_CHAINS + (uint64_t)place, s->y);
        }
      }
    }
    if (purpose != TRACE_POINTS && step >= warm_up) add_points(purpose, &to, cell, colour, 2 * CK_CHAINS);
  }
}

CK_INLINE void play(
    game_purpose purpose, const ck_affine_system *system, const ck_chains *start, uint64_t warm_up, uint64_t steps,
    game_target to, const int shift) {
  // Of each slot its alias in the lowest four bits, above them the draw from which on it takes it.
  uint32_t slots[CK_MAX_MAPS];
  bool is_few = system->slots == 8;
  for (int i = 0; i < system->slots; i++) {
    slots[i] = (uint32_t)system->threshold[i] << (shift + 4) | (uint32_t)system->alias[i];
    is_few &= system->alias[i] < 4 && (i < 4 || system->threshold[i] == 0);
  }
  if (shift == 4) {
    play8(purpose, system, slots, start, warm_up, steps, to, SIXTEEN);
  } else if (is_few) {
    play8(purpose, system, slots, start, warm_up, steps, to, FOUR);
  } else {
    play8(purpose, system, slots, start, warm_up, steps, to, EIGHT);
  }
}

#else

// MARK: - Chain by chain

typedef struct {
  float x, y, colour;
  sfc32x1 rng;
} chain;

/// One map's coefficients side by side, those of x and y in pairs.
typedef struct {
  float a, c, b, d, e, f, half_colour, unused;
} map_row;

/// The maps, and for each slot its own map and its alias.
typedef struct {
  map_row map[CK_MAX_MAPS];
  uint8_t choice[2 * CK_MAX_MAPS];
} map_table;

/// `v` within 0...last; NaN too becomes 0 and falls into the border.
CK_INLINE float clamp_to_grid(float v, float last) {
#if CK_HAS_X86_LEVELS
  // By name, because compilers turn the comparisons below into branches.
  return _mm_cvtss_f32(_mm_min_ss(_mm_max_ss(_mm_set_ss(v), _mm_setzero_ps()), _mm_set_ss(last)));
#else
  v = v > 0 ? v : 0;
  return v < last ? v : last;
#endif
}

CK_INLINE void step_chain(
    game_purpose purpose, const ck_affine_system *system, const map_table *table, int shift, chain *s, uint32_t draw,
    float last_x, float last_y, uint32_t stride, uint32_t *cell, uint32_t *colour) {
  int32_t slot = (int32_t)(draw & (uint32_t)((1 << shift) - 1));
  int32_t rest = (int32_t)((draw & 0xffff) >> shift);
  // By a table and not by a branch, which would be mispredicted as often as the draw is random.
  const map_row *map = table->map + table->choice[2 * slot + (rest >= system->threshold[slot])];
  float ax = map->a * s->x, by = map->b * s->y;
  float cx = map->c * s->x, dy = map->d * s->y;
  s->x = (ax + by) + map->e;
  s->y = (cx + dy) + map->f;
  if (purpose == ADD_COLOUR || purpose == ADD_PACKED) {
    s->colour = s->colour * 0.5f + map->half_colour;
    *colour = (uint32_t)(int32_t)s->colour;
  }
  if (purpose != TRACE_POINTS) {
    uint32_t column = (uint32_t)(int32_t)clamp_to_grid(s->x, last_x);
    uint32_t row = (uint32_t)(int32_t)clamp_to_grid(s->y, last_y);
    *cell = row * stride + column;
  }
}

CK_INLINE void play(
    game_purpose purpose, const ck_affine_system *system, const ck_chains *start, uint64_t warm_up, uint64_t steps,
    game_target to, const int shift) {
  chain chains[CK_CHAINS];
  for (int i = 0; i < CK_CHAINS; i++) {
    chains[i] = (chain){start->x, start->y, 127.5f, sfc32x1_seeded(start->seed, i)};
  }
  map_table table;
  for (int i = 0; i < CK_MAX_MAPS; i++) {
    table.map[i] = (map_row){system->a[i], system->c[i], system->b[i], system->d[i],
                             system->e[i], system->f[i], system->half_colour[i], 0};
    table.choice[2 * i] = (uint8_t)i;
    table.choice[2 * i + 1] = (uint8_t)system->alias[i];
  }
  const float last_x = (float)(to.grid.width + 1), last_y = (float)(to.grid.height + 1);
  const uint32_t stride = (uint32_t)to.grid.width + 2;
  for (uint64_t step = 0; step < warm_up + steps; step += 2) {
    uint32_t cell[2 * CK_CHAINS], colour[2 * CK_CHAINS];
    for (int i = 0; i < CK_CHAINS; i++) {
      chain s = chains[i];
      uint32_t word = sfc32x1_next(&s.rng);
      for (int half = 0; half < 2; half++) {
        int place = half * CK_CHAINS + i;
        step_chain(
            purpose, system, &table, shift, &s, half == 0 ? word : word >> 16, last_x, last_y, stride, &cell[place],
            &colour[place]);
        if (purpose == TRACE_POINTS && step >= warm_up) {
          to.x[(step - warm_up) * CK_CHAINS + (uint64_t)place] = s.x;
          to.y[(step - warm_up) * CK_CHAINS + (uint64_t)place] = s.y;
        }
      }
      chains[i] = s;
    }
    if (purpose != TRACE_POINTS && step >= warm_up) add_points(purpose, &to, cell, colour, 2 * CK_CHAINS);
  }
}

#endif

// MARK: - Entries

/// Plays with the number of slots as a constant: 8, or 16 for more than 8 maps.
CK_INLINE void play_slots(
    game_purpose purpose, const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps,
    game_target to) {
  if (system->slots == 8) {
    play(purpose, system, chains, warm_up, steps, to, 3);
  } else {
    play(purpose, system, chains, warm_up, steps, to, 4);
  }
}

static void affine_count(
    const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps, ck_grid grid,
    uint32_t *cells) {
  play_slots(COUNT_HITS, system, chains, warm_up, steps, (game_target){.grid = grid, .counts = cells});
}

static void affine_colour(
    const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps, ck_grid grid,
    uint64_t *cells, uint32_t *packed) {
  const game_target to = {.grid = grid, .buckets = cells, .packed = packed};
  if (packed) {
    play_slots(ADD_PACKED, system, chains, warm_up, steps, to);
    unpack_buckets(grid, packed, cells);
  } else {
    play_slots(ADD_COLOUR, system, chains, warm_up, steps, to);
  }
}

static void affine_trace(
    const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps, float *x, float *y) {
  play_slots(TRACE_POINTS, system, chains, warm_up, steps, (game_target){.x = x, .y = y});
}

#endif
