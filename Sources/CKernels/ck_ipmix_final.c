// From 8-bit chains to the normalised float32 result in one pass: tiles that stay in the first-level cache, worked on in
// vectors of 16 values, which each level has in registers of its own width.
#include "ck_ipmix_final.h"

#include <string.h>

#include "ck_define_levels.h"

#if CK_HAS_X86_LEVELS
#include <immintrin.h>
#endif

#pragma STDC FP_CONTRACT OFF

// Functions on these vectors are always inlined: no vector is passed by any calling convention.
#pragma clang diagnostic ignored "-Wpsabi"

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint8_t bytes32 __attribute__((vector_size(32)));
typedef uint8_t bytes64 __attribute__((vector_size(64)));
typedef uint16_t halves16 __attribute__((vector_size(32)));
typedef int32_t words16 __attribute__((vector_size(64)));
typedef float floats16 __attribute__((vector_size(64)));

/// v / 255 is 257 v / 2^16 (1 + 2^-16 + 2^-32 + ...), so with x = 257 v, which 16 bits hold, the float32 value of
/// 2^16 v / 255 is x + x (2^-16 + 2^-32), rounded once or twice alike for every byte v. All else is scaled by 2^16.
#define SERIES 0x1.0001p-16f

typedef enum {
  DIVIDE,     ///< by the deviation
  SCALE,      ///< by a product with its reciprocal, which is exact: the deviation is a power of two
  RECIPROCAL  ///< by a fused multiply-add with the reciprocal in two parts
} division;

/// What a level can do; both are known when a level's function is compiled.
typedef struct {
  bool shuffles;  ///< any bytes of a register into any order
  bool fuses;     ///< multiplies and adds with one rounding
} abilities;

/// 257 v for 16 bytes v: the byte twice in a row.
CK_INLINE floats16 doubled_bytes(const uint8_t *from, abilities can) {
  bytes16 v;
  memcpy(&v, from, sizeof v);
  if (can.shuffles) {
    const bytes16 none = {0};
    bytes64 words = __builtin_shufflevector(
        v, none, 0, 0, 16, 16, 1, 1, 16, 16, 2, 2, 16, 16, 3, 3, 16, 16, 4, 4, 16, 16, 5, 5, 16, 16, 6, 6, 16, 16, 7, 7,
        16, 16, 8, 8, 16, 16, 9, 9, 16, 16, 10, 10, 16, 16, 11, 11, 16, 16, 12, 12, 16, 16, 13, 13, 16, 16, 14, 14, 16,
        16, 15, 15, 16, 16);
    return __builtin_convertvector((words16)words, floats16);
  }
  bytes32 halves = __builtin_shufflevector(
      v, v, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15);
  return __builtin_convertvector(__builtin_convertvector((halves16)halves, words16), floats16);
}

/// A multiply-add that is fused where it was asked for by name: it gives the definition's own value for every byte, or is
/// not taken.
CK_INLINE floats16 normalised(const uint8_t *from, ck_ipmix_normalization n, division by, abilities can) {
  const floats16 x = doubled_bytes(from, can), series = (floats16){0} + SERIES;
  const floats16 unit = can.fuses ? __builtin_elementwise_fma(x, series, x) : x + x * series;
  const floats16 centred = unit - n.scaled_mean;
  switch (by) {
    case SCALE:
      return centred * n.reciprocal;
    case RECIPROCAL:
      return __builtin_elementwise_fma(centred, (floats16){0} + n.reciprocal, centred * n.remainder);
    default:
      return centred / n.scaled_deviation;
  }
}

static bool equals_definition(ck_ipmix_normalization n, division by, float mean, float deviation) {
  uint8_t bytes[256];
  for (int v = 0; v < 256; v++) bytes[v] = (uint8_t)v;
  for (int start = 0; start < 256; start += 16) {
    const floats16 got = normalised(bytes + start, n, by, (abilities){.fuses = true});
    for (int lane = 0; lane < 16; lane++) {
      const float one = got[lane], expected = ((float)(start + lane) / 255 - mean) / deviation;
      if (memcmp(&one, &expected, sizeof one) != 0) return false;
    }
  }
  return true;
}

ck_ipmix_normalization ck_ipmix_prepare_normalization(float mean, float deviation) {
  const float scaled_deviation = deviation * 0x1p16f;
  ck_ipmix_normalization n = {mean * 0x1p16f, scaled_deviation, 1 / scaled_deviation, 0, DIVIDE};
  n.remainder = (float)(1 / (double)scaled_deviation - (double)n.reciprocal);
  uint32_t bits;
  memcpy(&bits, &deviation, sizeof bits);
  if ((bits & 0x7FFFFF) == 0 && equals_definition(n, SCALE, mean, deviation)) {
    n.division = SCALE;
  } else if (equals_definition(n, RECIPROCAL, mean, deviation)) {
    n.division = RECIPROCAL;
  }
  return n;
}

#define TILE 512

typedef struct {
  floats16 clean[TILE / 16], sum[TILE / 16];
} tile_memory;

/// Adds one chain's share to the sums of `vectors` vectors, of which the first chain's are 0.
CK_INLINE void add_chain(
    tile_memory *tile, size_t vectors, const uint8_t *picture, bool is_clean, bool is_first, float share,
    ck_ipmix_normalization n, division by, abilities can) {
  const floats16 zero = {0};
  for (size_t i = 0; i < vectors; i++) {
    const floats16 value = is_clean ? tile->clean[i] : normalised(picture + 16 * i, n, by, can);
    tile->sum[i] = (is_first ? zero : tile->sum[i]) + share * value;
  }
}

/// The result, past the caches where `streams` says so and vectors begin with a cache line.
CK_INLINE void write_tile(
    const tile_memory *tile, size_t length, float rest, float weight, float *output, bool streams) {
  const size_t whole = length / 16;
  const bool is_aligned = ((uintptr_t)output & 63) == 0;
  for (size_t i = 0; i < whole; i++) {
    const floats16 result = rest * tile->clean[i] + weight * tile->sum[i];
    if (streams && is_aligned) {
      __builtin_nontemporal_store(result, (floats16 *)(void *)(output + 16 * i));
    } else {
      memcpy(output + 16 * i, &result, sizeof result);
    }
  }
  for (size_t i = 16 * whole; i < length; i++) {
    output[i] = rest * tile->clean[i / 16][i % 16] + weight * tile->sum[i / 16][i % 16];
  }
}

/// The clean values alone.
CK_INLINE void write_clean_tile(const tile_memory *tile, size_t length, float *output, bool streams) {
  const size_t whole = length / 16;
  const bool is_aligned = ((uintptr_t)output & 63) == 0;
  for (size_t i = 0; i < whole; i++) {
    if (streams && is_aligned) {
      __builtin_nontemporal_store(tile->clean[i], (floats16 *)(void *)(output + 16 * i));
    } else {
      memcpy(output + 16 * i, &tile->clean[i], sizeof tile->clean[i]);
    }
  }
  for (size_t i = 16 * whole; i < length; i++) output[i] = tile->clean[i / 16][i % 16];
}

/// Whole vectors of three chains from beginning to end, in registers.
CK_INLINE void write_three_chains(
    const ck_ipmix_mixture *mixture, size_t start, size_t length, float *restrict output, ck_ipmix_normalization n,
    division by, abilities can) {
  const float weight = mixture->mixing_weight, rest = 1 - weight;
  const float w0 = mixture->weights[0], w1 = mixture->weights[1], w2 = mixture->weights[2];
  const uint8_t *clean = mixture->clean + start, *a = mixture->chains[0] + start;
  const uint8_t *b = mixture->chains[1] + start, *c = mixture->chains[2] + start;
  const floats16 zero = {0};
  for (size_t i = 0; i < length; i += 16) {
    floats16 sum = zero + w0 * normalised(a + i, n, by, can);
    sum = sum + w1 * normalised(b + i, n, by, can);
    sum = sum + w2 * normalised(c + i, n, by, can);
    const floats16 result = rest * normalised(clean + i, n, by, can) + weight * sum;
    memcpy(output + i, &result, sizeof result);
  }
}

/// How many of three chains are as the clean picture from `start` to before `end`.
CK_INLINE int clean_chains(const ck_ipmix_mixture *mixture, size_t start, size_t end) {
  int count = 0;
  for (int chain = 0; chain < 3; chain++) {
    count += start >= mixture->changed_end[chain] || end <= mixture->changed_from[chain];
  }
  return count;
}

/// The bytes from `first` to before `end` of the plane that begins at `plane`, to `output` and on.
CK_INLINE void final_run(
    const ck_ipmix_mixture *mixture, ck_ipmix_normalization n, size_t plane, size_t first, size_t end,
    float *restrict output, bool streams, division by, abilities can) {
  tile_memory tile;
  const float weight = mixture->mixing_weight, rest = 1 - weight;
  const uint8_t *clean = mixture->clean + plane;
  // The first tile is shortened so that the others begin with a cache line.
  size_t length = TILE - ((uintptr_t)output / sizeof(float)) % 16;
  for (size_t start = first; start < end; start += length, length = TILE) {
    if (length > end - start) length = end - start;
    // Pictures may be read, and tiles have room, for whole vectors.
    const size_t vectors = (length + 15) / 16;
    // The usual number of chains, unless the clean values, which the other way calculates once, serve for several. A tile
    // alone is about to be woven, and comes sooner by the other way.
    if (!streams && mixture->chain_count == 3 && length % 16 == 0 && end - first > TILE
        && clean_chains(mixture, start, start + length) < 2) {
      write_three_chains(mixture, plane + start, length, output + (start - first), n, by, can);
      continue;
    }
    for (size_t i = 0; i < vectors; i++) tile.clean[i] = normalised(clean + start + 16 * i, n, by, can);
    if (mixture->chain_count == 0) {
      write_clean_tile(&tile, length, output + (start - first), streams);
      continue;
    }
    for (int32_t chain = 0; chain < mixture->chain_count; chain++) {
      const uint8_t *picture = mixture->chains[chain] + plane + start;
      const float share = mixture->weights[chain];
      const bool is_clean = start >= mixture->changed_end[chain] || start + length <= mixture->changed_from[chain];
      if (is_clean && chain == 0) {
        add_chain(&tile, vectors, picture, true, true, share, n, by, can);
      } else if (is_clean) {
        add_chain(&tile, vectors, picture, true, false, share, n, by, can);
      } else if (chain == 0) {
        add_chain(&tile, vectors, picture, false, true, share, n, by, can);
      } else {
        add_chain(&tile, vectors, picture, false, false, share, n, by, can);
      }
    }
    write_tile(&tile, length, rest, weight, output + (start - first), streams);
  }
}

#define PARAMETERS                                                                                                     \
  const ck_ipmix_mixture *mixture, const ck_ipmix_normalization *n, size_t plane, size_t first, size_t end,            \
      float *restrict output, bool streams

/// Without a fused multiply-add a reciprocal is of no use.
static void final_baseline(PARAMETERS) {
  const abilities can = {.shuffles = false, .fuses = false};
  if (n->division == SCALE) {
    final_run(mixture, *n, plane, first, end, output, streams, SCALE, can);
  } else {
    final_run(mixture, *n, plane, first, end, output, streams, DIVIDE, can);
  }
}

#if CK_HAS_X86_LEVELS

#define DEFINE_FUSED(name, target)                                                  \
  target static void name(PARAMETERS) {                                             \
    const abilities can = {.shuffles = true, .fuses = true};                        \
    switch (n->division) {                                                          \
      case SCALE:                                                                   \
        final_run(mixture, *n, plane, first, end, output, streams, SCALE, can);         \
        break;                                                                      \
      case RECIPROCAL:                                                              \
        final_run(mixture, *n, plane, first, end, output, streams, RECIPROCAL, can);    \
        break;                                                                      \
      default:                                                                      \
        final_run(mixture, *n, plane, first, end, output, streams, DIVIDE, can);        \
    }                                                                               \
  }

DEFINE_FUSED(final_v3, CK_TARGET_V3)
DEFINE_FUSED(final_v4, CK_TARGET_V4_WIDE)
static void (*const final_levels[])(PARAMETERS) = {final_baseline, final_v3, final_v4};

#else
static void (*const final_levels[])(PARAMETERS) = {final_baseline, final_baseline, final_baseline};
#endif

/// Streamed values are not ordered with later stores, such as one that tells another thread that the result is there.
static void finish_streaming(bool streams) {
#if CK_HAS_X86_LEVELS
  if (streams) _mm_sfence();
#else
  (void)streams;
#endif
}

void ck_ipmix_final(
    ck_level level, const ck_ipmix_mixture *mixture, const ck_ipmix_normalization *normalization, size_t plane,
    size_t first, size_t end, float *output, bool streams) {
  final_levels[level](mixture, normalization, plane, first, end, output, streams);
  finish_streaming(streams);
}

// MARK: - Interleaved

typedef float floats8 __attribute__((vector_size(32)));

typedef struct {
  floats16 planes[3][TILE / 16];
} planar_tile;

CK_INLINE floats8 load8(const float *from) {
  floats8 values;
  memcpy(&values, from, sizeof values);
  return values;
}

CK_INLINE void store8(float *to, floats8 values, bool streams) {
  if (streams) {
    __builtin_nontemporal_store(values, (floats8 *)(void *)to);
  } else {
    memcpy(to, &values, sizeof values);
  }
}

/// Alternates the values of three channels. Each channel's are first brought to the places that they have in one of the
/// three registers that eight pixels fill, so that these only choose among them.
CK_INLINE void weave_run(
    const float *restrict a, const float *restrict b, const float *restrict c, size_t length, float *restrict output,
    bool streams) {
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    const floats8 u = load8(a + i), v = load8(b + i), w = load8(c + i);
    const floats8 x = __builtin_shufflevector(u, u, 0, 3, 6, 1, 4, 7, 2, 5);
    const floats8 y = __builtin_shufflevector(v, v, 5, 0, 3, 6, 1, 4, 7, 2);
    const floats8 z = __builtin_shufflevector(w, w, 2, 5, 0, 3, 6, 1, 4, 7);
    const floats8 front = __builtin_shufflevector(x, y, 0, 9, 10, 3, 12, 13, 6, 15);
    const floats8 middle = __builtin_shufflevector(x, y, 8, 1, 10, 11, 4, 13, 14, 7);
    const floats8 back = __builtin_shufflevector(x, y, 8, 9, 2, 11, 12, 5, 14, 15);
    store8(output + 3 * i, __builtin_shufflevector(front, z, 0, 1, 10, 3, 4, 13, 6, 7), streams);
    store8(output + 3 * i + 8, __builtin_shufflevector(middle, z, 8, 1, 2, 11, 4, 5, 14, 7), streams);
    store8(output + 3 * i + 16, __builtin_shufflevector(back, z, 0, 9, 2, 3, 12, 5, 6, 15), streams);
  }
  for (; i < length; i++) {
    output[3 * i] = a[i];
    output[3 * i + 1] = b[i];
    output[3 * i + 2] = c[i];
  }
}

CK_INLINE void weave_body(const planar_tile *tile, size_t length, float *output, bool streams) {
  const float *a = (const float *)tile->planes[0], *b = (const float *)tile->planes[1];
  const float *c = (const float *)tile->planes[2];
  if (streams && ((uintptr_t)output & 31) == 0) {
    weave_run(a, b, c, length, output, true);
  } else {
    weave_run(a, b, c, length, output, false);
  }
}

CK_DEFINE_LEVELS(
    weave, (const planar_tile *tile, size_t length, float *output, bool streams), (tile, length, output, streams))

void ck_ipmix_final_interleaved(
    ck_level level, const ck_ipmix_mixture *mixture, const ck_ipmix_normalization normalizations[3], size_t count,
    float *output, bool streams) {
  planar_tile tile;
  // The first tile is shortened so that the others begin with a cache line, which has room for 16 values; 3 * 11 is 1
  // more than a multiple of 16.
  const size_t missing = (16 - ((uintptr_t)output / sizeof(float)) % 16) % 16;
  size_t length = missing == 0 ? TILE : TILE - 16 + 11 * missing % 16;
  for (size_t start = 0; start < count; start += length, length = TILE) {
    if (length > count - start) length = count - start;
    for (size_t channel = 0; channel < 3; channel++) {
      final_levels[level](
          mixture, &normalizations[channel], channel * count, start, start + length, (float *)tile.planes[channel],
          false);
    }
    weave_levels[level](&tile, length, output + 3 * start, streams);
  }
  finish_streaming(streams);
}
