// The chaos game on affine systems: one body a level, specialised by what is done with each point.
//
// Random numbers: sfc32 (Chris Doty-Humphrey's small fast counter generator, public domain), one a chain, expanded from
// seeds that the caller drew by Philox. One 32-bit word chooses the maps of two steps.
#include "ck_chaos_game.h"

#include <stdbool.h>

#include "ck_packed.h"

#if CK_HAS_X86_LEVELS
#include <immintrin.h>
#endif

#pragma STDC FP_CONTRACT OFF

typedef enum { COUNT, COLOUR, PACKED, TRACE } purpose;

typedef struct {
  ck_grid grid;
  uint32_t *counts;
  uint64_t *buckets;
  uint32_t *packed;
  float *x, *y;
} target;

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/// Counts the points of one step, whose cells (and colours) stand in memory.
ALWAYS_INLINE void scatter(purpose purpose, const target *to, const uint32_t *cell, const uint32_t *colour, int points) {
  // Unrolled, here and below, at any level of optimisation: then chains and cells stay in registers.
#pragma clang loop unroll(full)
  for (int i = 0; i < points; i++) {
    if (purpose == COUNT) {
      to->counts[cell[i]] += 1;
    } else if (purpose == PACKED) {
      ck_add_packed(to->packed, to->buckets, cell[i], CK_PACKED_HIT + colour[i]);
    } else {
      to->buckets[cell[i]] += ((uint64_t)1 << CK_HIT_SHIFT) + colour[i];
    }
  }
}

// MARK: - Baseline

typedef struct {
  float x, y, colour;
  uint32_t a, b, c, counter;
} chain;

ALWAYS_INLINE uint32_t next_word(chain *s) {
  uint32_t word = s->a + s->b + s->counter;
  s->counter += 1;
  s->a = s->b ^ (s->b >> 9);
  s->b = s->c + (s->c << 3);
  s->c = ((s->c << 21) | (s->c >> 11)) + word;
  return word;
}

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
ALWAYS_INLINE float clamp_to_grid(float v, float last) {
#if CK_HAS_X86_LEVELS
  // By name, because compilers turn the comparisons below into branches.
  return _mm_cvtss_f32(_mm_min_ss(_mm_max_ss(_mm_set_ss(v), _mm_setzero_ps()), _mm_set_ss(last)));
#else
  v = v > 0 ? v : 0;
  return v < last ? v : last;
#endif
}

ALWAYS_INLINE void step_chain(
    purpose purpose, const ck_affine_system *system, const map_table *table, int shift, chain *s, uint32_t draw,
    float last_x, float last_y, uint32_t stride, uint32_t *cell, uint32_t *colour) {
  int32_t slot = (int32_t)(draw & (uint32_t)((1 << shift) - 1));
  int32_t rest = (int32_t)((draw & 0xffff) >> shift);
  // By a table and not by a branch, which would be mispredicted as often as the draw is random.
  const map_row *map = table->map + table->choice[2 * slot + (rest >= system->threshold[slot])];
  float ax = map->a * s->x, by = map->b * s->y;
  float cx = map->c * s->x, dy = map->d * s->y;
  s->x = (ax + by) + map->e;
  s->y = (cx + dy) + map->f;
  if (purpose == COLOUR || purpose == PACKED) {
    s->colour = s->colour * 0.5f + map->half_colour;
    *colour = (uint32_t)(int32_t)s->colour;
  }
  if (purpose != TRACE) {
    uint32_t column = (uint32_t)(int32_t)clamp_to_grid(s->x, last_x);
    uint32_t row = (uint32_t)(int32_t)clamp_to_grid(s->y, last_y);
    *cell = row * stride + column;
  }
}

ALWAYS_INLINE void play_baseline(
    purpose purpose, const ck_affine_system *system, const ck_chains *start, uint64_t warm_up, uint64_t steps,
    target to, const int shift) {
  chain chains[CK_CHAINS];
  for (int i = 0; i < CK_CHAINS; i++) {
    chains[i] = (chain){start->x, start->y, 127.5f, start->seed[0][i], start->seed[1][i], start->seed[2][i], 1};
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
      uint32_t word = next_word(&s);
      for (int half = 0; half < 2; half++) {
        int place = half * CK_CHAINS + i;
        step_chain(
            purpose, system, &table, shift, &s, half == 0 ? word : word >> 16, last_x, last_y, stride, &cell[place],
            &colour[place]);
        if (purpose == TRACE && step >= warm_up) {
          to.x[(step - warm_up) * CK_CHAINS + (uint64_t)place] = s.x;
          to.y[(step - warm_up) * CK_CHAINS + (uint64_t)place] = s.y;
        }
      }
      chains[i] = s;
    }
    if (purpose != TRACE && step >= warm_up) scatter(purpose, &to, cell, colour, 2 * CK_CHAINS);
  }
}

// MARK: - x86-64 levels

#if CK_HAS_X86_LEVELS

/// Eight chains in AVX2 registers.
typedef struct {
  __m256 x, y, colour;
  __m256i a, b, c, counter;
} chains8;

/// How eight lanes look maps up: within four maps, which shuffles within halves of a register reach, within 8, or 16.
typedef enum { FOUR, EIGHT, SIXTEEN } reach;

/// Looks eight lanes up in a table of 8 or 16 numbers; only the low bits of `index` count.
CK_TARGET_V3 ALWAYS_INLINE __m256 look_up8(const float *table, __m256i index, const reach reach) {
  if (reach == FOUR) return _mm256_permutevar_ps(_mm256_broadcast_ps((const __m128 *)table), index);
  __m256 low = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table), index);
  if (reach == EIGHT) return low;
  __m256 high = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table + 8), index);
  return _mm256_blendv_ps(low, high, _mm256_castsi256_ps(_mm256_slli_epi32(index, 28)));
}

CK_TARGET_V3 ALWAYS_INLINE void step8(
    purpose purpose, const ck_affine_system *system, const uint32_t *slots, const reach reach, chains8 *s, __m256i draw,
    __m256i draw16, __m256 last_x, __m256 last_y, __m256i stride, uint32_t *cell, uint32_t *colour) {
  __m256i slot = _mm256_castps_si256(look_up8((const float *)slots, draw, reach == FOUR ? EIGHT : reach));
  __m256i map = _mm256_blendv_epi8(slot, draw, _mm256_cmpgt_epi32(_mm256_srli_epi32(slot, 4), draw16));
  __m256 ax = _mm256_mul_ps(look_up8(system->a, map, reach), s->x);
  __m256 by = _mm256_mul_ps(look_up8(system->b, map, reach), s->y);
  __m256 cx = _mm256_mul_ps(look_up8(system->c, map, reach), s->x);
  __m256 dy = _mm256_mul_ps(look_up8(system->d, map, reach), s->y);
  s->x = _mm256_add_ps(_mm256_add_ps(ax, by), look_up8(system->e, map, reach));
  s->y = _mm256_add_ps(_mm256_add_ps(cx, dy), look_up8(system->f, map, reach));
  if (purpose == COLOUR || purpose == PACKED) {
    s->colour = _mm256_add_ps(
        _mm256_mul_ps(s->colour, _mm256_set1_ps(0.5f)), look_up8(system->half_colour, map, reach));
    _mm256_storeu_si256((__m256i *)colour, _mm256_cvttps_epi32(s->colour));
  }
  if (purpose != TRACE) {
    // max(v, 0) gives its second operand for NaN, as the baseline's comparison does.
    __m256 column = _mm256_min_ps(_mm256_max_ps(s->x, _mm256_setzero_ps()), last_x);
    __m256 row = _mm256_min_ps(_mm256_max_ps(s->y, _mm256_setzero_ps()), last_y);
    // Row and column side by side in 16 bits each, times the stride and 1.
    __m256i both = _mm256_or_si256(_mm256_cvttps_epi32(row), _mm256_slli_epi32(_mm256_cvttps_epi32(column), 16));
    _mm256_storeu_si256((__m256i *)cell, _mm256_madd_epi16(both, stride));
  }
}

CK_TARGET_V3 ALWAYS_INLINE void play8(
    purpose purpose, const ck_affine_system *system, const uint32_t *slots, const ck_chains *start, uint64_t warm_up,
    uint64_t steps, target to, const reach reach) {
  chains8 chains[2];
  for (int g = 0; g < 2; g++) {
    chains[g].x = _mm256_set1_ps(start->x);
    chains[g].y = _mm256_set1_ps(start->y);
    chains[g].colour = _mm256_set1_ps(127.5f);
    chains[g].a = _mm256_loadu_si256((const __m256i *)&start->seed[0][8 * g]);
    chains[g].b = _mm256_loadu_si256((const __m256i *)&start->seed[1][8 * g]);
    chains[g].c = _mm256_loadu_si256((const __m256i *)&start->seed[2][8 * g]);
    chains[g].counter = _mm256_set1_epi32(1);
  }
  const __m256 last_x = _mm256_set1_ps((float)(to.grid.width + 1)), last_y = _mm256_set1_ps((float)(to.grid.height + 1));
  const __m256i stride = _mm256_set1_epi32((to.grid.width + 2) | 1 << 16);
  for (uint64_t step = 0; step < warm_up + steps; step += 2) {
    uint32_t cell[2 * CK_CHAINS], colour[2 * CK_CHAINS];
#pragma clang loop unroll(full)
    for (int g = 0; g < 2; g++) {
      chains8 *s = &chains[g];
      __m256i word = _mm256_add_epi32(_mm256_add_epi32(s->a, s->b), s->counter);
      s->counter = _mm256_add_epi32(s->counter, _mm256_set1_epi32(1));
      s->a = _mm256_xor_si256(s->b, _mm256_srli_epi32(s->b, 9));
      s->b = _mm256_add_epi32(s->c, _mm256_slli_epi32(s->c, 3));
      s->c = _mm256_add_epi32(
          _mm256_or_si256(_mm256_slli_epi32(s->c, 21), _mm256_srli_epi32(s->c, 11)), word);
      const __m256i second = _mm256_srli_epi32(word, 16);
#pragma clang loop unroll(full)
      for (int half = 0; half < 2; half++) {
        int place = half * CK_CHAINS + 8 * g;
        step8(
            purpose, system, slots, reach, s, half == 0 ? word : second,
            half == 0 ? _mm256_and_si256(word, _mm256_set1_epi32(0xffff)) : second, last_x, last_y, stride,
            &cell[place], &colour[place]);
        if (purpose == TRACE && step >= warm_up) {
          _mm256_storeu_ps(to.x + (step - warm_up) * CK_CHAINS + (uint64_t)place, s->x);
          _mm256_storeu_ps(to.y + (step - warm_up) * CK_CHAINS + (uint64_t)place, s->y);
        }
      }
    }
    if (purpose != TRACE && step >= warm_up) scatter(purpose, &to, cell, colour, 2 * CK_CHAINS);
  }
}

CK_TARGET_V3 ALWAYS_INLINE void play_v3(
    purpose purpose, const ck_affine_system *system, const ck_chains *start, uint64_t warm_up, uint64_t steps, target to,
    const int shift) {
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

/// Looks sixteen lanes up in a table of 16 numbers (of 8, when `slots` is 8: indices then stay below 8).
CK_TARGET_V4 ALWAYS_INLINE __m512 look_up16(__m512 table, __m512i index) { return _mm512_permutexvar_ps(index, table); }

CK_TARGET_V4 ALWAYS_INLINE void play_v4(
    purpose purpose, const ck_affine_system *system, const ck_chains *start, uint64_t warm_up, uint64_t steps, target to,
    const int shift) {
  const __m512 a = _mm512_loadu_ps(system->a), b = _mm512_loadu_ps(system->b), c = _mm512_loadu_ps(system->c);
  const __m512 d = _mm512_loadu_ps(system->d), e = _mm512_loadu_ps(system->e), f = _mm512_loadu_ps(system->f);
  const __m512 half_colour = _mm512_loadu_ps(system->half_colour);
  const __m512i thresholds = _mm512_loadu_si512(system->threshold), aliases = _mm512_loadu_si512(system->alias);
  const __m512 last_x = _mm512_set1_ps((float)(to.grid.width + 1)), last_y = _mm512_set1_ps((float)(to.grid.height + 1));
  const __m512i stride = _mm512_set1_epi32(to.grid.width + 2), slot_mask = _mm512_set1_epi32(system->slots - 1);
  __m512 x = _mm512_set1_ps(start->x), y = _mm512_set1_ps(start->y), k = _mm512_set1_ps(127.5f);
  __m512i ra = _mm512_loadu_si512(start->seed[0]), rb = _mm512_loadu_si512(start->seed[1]);
  __m512i rc = _mm512_loadu_si512(start->seed[2]), counter = _mm512_set1_epi32(1);
  for (uint64_t step = 0; step < warm_up + steps; step += 2) {
    uint32_t cell[2 * CK_CHAINS], colour[2 * CK_CHAINS];
    __m512i word = _mm512_add_epi32(_mm512_add_epi32(ra, rb), counter);
    counter = _mm512_add_epi32(counter, _mm512_set1_epi32(1));
    ra = _mm512_xor_si512(rb, _mm512_srli_epi32(rb, 9));
    rb = _mm512_add_epi32(rc, _mm512_slli_epi32(rc, 3));
    rc = _mm512_add_epi32(_mm512_rol_epi32(rc, 21), word);
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
      if (purpose == COLOUR || purpose == PACKED) {
        k = _mm512_add_ps(_mm512_mul_ps(k, _mm512_set1_ps(0.5f)), look_up16(half_colour, map));
        _mm512_storeu_si512(&colour[half * CK_CHAINS], _mm512_cvttps_epi32(k));
      }
      if (purpose == TRACE) {
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
    if (purpose != TRACE && step >= warm_up) scatter(purpose, &to, cell, colour, 2 * CK_CHAINS);
  }
}

#endif

// MARK: - One function a purpose and level

#define PARAMETERS                                                                                               \
  const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps, target to

// The number of slots is a constant within each body: 8, or 16 for more than 8 maps.
#define DEFINE_LEVEL(name, purpose, level, target_attribute)                                                     \
  target_attribute static void name##_##level(PARAMETERS) {                                                      \
    if (system->slots == 8) {                                                                                    \
      play_##level(purpose, system, chains, warm_up, steps, to, 3);                                              \
    } else {                                                                                                     \
      play_##level(purpose, system, chains, warm_up, steps, to, 4);                                              \
    }                                                                                                            \
  }

#if CK_HAS_X86_LEVELS
#define DEFINE_LEVELS(name, purpose)                                                                             \
  DEFINE_LEVEL(name, purpose, baseline, )                                                                        \
  DEFINE_LEVEL(name, purpose, v3, CK_TARGET_V3)                                                                  \
  DEFINE_LEVEL(name, purpose, v4, CK_TARGET_V4)                                                                  \
  static void (*const name##_levels[])(PARAMETERS) = {name##_baseline, name##_v3, name##_v4};
#else
#define DEFINE_LEVELS(name, purpose)                                                                             \
  DEFINE_LEVEL(name, purpose, baseline, )                                                                        \
  static void (*const name##_levels[])(PARAMETERS) = {name##_baseline, name##_baseline, name##_baseline};
#endif

DEFINE_LEVELS(count, COUNT)
DEFINE_LEVELS(colour, COLOUR)
DEFINE_LEVELS(packed, PACKED)
DEFINE_LEVELS(trace, TRACE)

void ck_affine_count(
    ck_level level, const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps,
    ck_grid grid, uint32_t *cells) {
  count_levels[level](system, chains, warm_up, steps, (target){.grid = grid, .counts = cells});
}

void ck_affine_colour(
    ck_level level, const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps,
    ck_grid grid, uint64_t *cells, uint32_t *packed) {
  const target to = {.grid = grid, .buckets = cells, .packed = packed};
  if (packed) {
    packed_levels[level](system, chains, warm_up, steps, to);
    ck_unpack(grid, packed, cells);
  } else {
    colour_levels[level](system, chains, warm_up, steps, to);
  }
}

void ck_affine_trace(
    ck_level level, const ck_affine_system *system, const ck_chains *chains, uint64_t warm_up, uint64_t steps, float *x,
    float *y) {
  trace_levels[level](system, chains, warm_up, steps, (target){.x = x, .y = y});
}
