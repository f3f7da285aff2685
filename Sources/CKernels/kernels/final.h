// From 8-bit chains to the normalised float32 result in one pass: tiles that stay in the first-level cache, worked on in
// vectors of 16 values, which each level has in registers of its own width.
#ifndef FERNERY_CK_KERNELS_FINAL
#define FERNERY_CK_KERNELS_FINAL

#include "ck_ipmix_final.h"

#include "common.h"


/// v / 255 is 257 v / 2^16 (1 + 2^-16 + 2^-32 + ...), so with x = 257 v, which 16 bits hold, the float32 value of
/// 2^16 v / 255 is x + x (2^-16 + 2^-32), rounded once or twice alike for every byte v. All else is scaled by 2^16.
#define BYTE_SERIES 0x1.0001p-16f

typedef enum {
  DIVIDE,     ///< by the deviation
  SCALE,      ///< by a product with its reciprocal, which is exact: the deviation is a power of two
  RECIPROCAL  ///< by a fused multiply-add with the reciprocal in two parts
} division;

/// 257 v for 16 bytes v: the byte twice in a row.
CK_INLINE f32x16 doubled_bytes(const uint8_t *from) {
  u8x16 v;
  memcpy(&v, from, sizeof v);
#if CK_AVX2
  const u8x16 none = {0};
  u8x64 words = __builtin_shufflevector(
      v, none, 0, 0, 16, 16, 1, 1, 16, 16, 2, 2, 16, 16, 3, 3, 16, 16, 4, 4, 16, 16, 5, 5, 16, 16, 6, 6, 16, 16, 7, 7,
      16, 16, 8, 8, 16, 16, 9, 9, 16, 16, 10, 10, 16, 16, 11, 11, 16, 16, 12, 12, 16, 16, 13, 13, 16, 16, 14, 14, 16,
      16, 15, 15, 16, 16);
  return __builtin_convertvector((i32x16)words, f32x16);
#else
  u8x32 halves = __builtin_shufflevector(
      v, v, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15);
  return __builtin_convertvector(__builtin_convertvector((u16x16)halves, i32x16), f32x16);
#endif
}

/// If the instruction set has a fused multiply-add, it gives the definition's value for every byte, or is not used.
CK_INLINE f32x16 normalised(const uint8_t *from, ck_ipmix_normalization n, division by) {
  const f32x16 x = doubled_bytes(from), series = (f32x16)BYTE_SERIES;
#if CK_AVX2
  const f32x16 centred = __builtin_elementwise_fma(x, series, x) - n.scaled_mean;
  if (by == RECIPROCAL) return __builtin_elementwise_fma(centred, (f32x16)n.reciprocal, centred * n.remainder);
#else
  const f32x16 centred = (x + x * series) - n.scaled_mean;
#endif
  return by == SCALE ? centred * n.reciprocal : centred / n.scaled_deviation;
}

static bool equals_definition(ck_ipmix_normalization n, division by, float mean, float deviation) {
  uint8_t bytes[256];
  for (int v = 0; v < 256; v++) bytes[v] = (uint8_t)v;
  for (int start = 0; start < 256; start += 16) {
    const f32x16 got = normalised(bytes + start, n, by);
    for (int lane = 0; lane < 16; lane++) {
      const float one = got[lane], expected = ((float)(start + lane) / 255 - mean) / deviation;
      if (memcmp(&one, &expected, sizeof one) != 0) return false;
    }
  }
  return true;
}

static ck_ipmix_normalization final_prepare(float mean, float deviation) {
  const float scaled_deviation = deviation * 0x1p16f;
  ck_ipmix_normalization n = {mean * 0x1p16f, scaled_deviation, 1 / scaled_deviation, 0, DIVIDE};
  n.remainder = (float)(1 / (double)scaled_deviation - (double)n.reciprocal);
  uint32_t bits;
  memcpy(&bits, &deviation, sizeof bits);
  if ((bits & 0x7FFFFF) == 0 && equals_definition(n, SCALE, mean, deviation)) {
    n.division = SCALE;
  } else if (CK_AVX2 && equals_definition(n, RECIPROCAL, mean, deviation)) {
    n.division = RECIPROCAL;
  }
  return n;
}

#define FINAL_TILE 512

typedef struct {
  f32x16 clean[FINAL_TILE / 16], sum[FINAL_TILE / 16];
} tile_memory;

/// Adds one chain's share to the sums of `vectors` vectors, of which the first chain's are 0.
CK_INLINE void add_chain(
    tile_memory *tile, size_t vectors, const uint8_t *picture, bool is_clean, bool is_first, float share,
    ck_ipmix_normalization n, division by) {
  const f32x16 zero = {0};
  for (size_t i = 0; i < vectors; i++) {
    const f32x16 value = is_clean ? tile->clean[i] : normalised(picture + 16 * i, n, by);
    tile->sum[i] = (is_first ? zero : tile->sum[i]) + share * value;
  }
}

/// The result, past the caches where `streams` says so and vectors begin with a cache line.
CK_INLINE void write_tile(
    const tile_memory *tile, size_t length, float rest, float weight, float *output, bool streams) {
  const size_t whole = length / 16;
  const bool is_aligned = ((uintptr_t)output & 63) == 0;
  for (size_t i = 0; i < whole; i++) {
    const f32x16 result = rest * tile->clean[i] + weight * tile->sum[i];
    if (streams && is_aligned) {
      __builtin_nontemporal_store(result, (f32x16 *)(void *)(output + 16 * i));
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
      __builtin_nontemporal_store(tile->clean[i], (f32x16 *)(void *)(output + 16 * i));
    } else {
      memcpy(output + 16 * i, &tile->clean[i], sizeof tile->clean[i]);
    }
  }
  for (size_t i = 16 * whole; i < length; i++) output[i] = tile->clean[i / 16][i % 16];
}

/// Whole vectors of three chains from beginning to end, in registers.
CK_INLINE void write_three_chains(
    const ck_ipmix_mixture *mixture, size_t start, size_t length, float *restrict output, ck_ipmix_normalization n,
    division by) {
  const float weight = mixture->mixing_weight, rest = 1 - weight;
  const float w0 = mixture->weights[0], w1 = mixture->weights[1], w2 = mixture->weights[2];
  const uint8_t *clean = mixture->clean + start, *a = mixture->chains[0] + start;
  const uint8_t *b = mixture->chains[1] + start, *c = mixture->chains[2] + start;
  const f32x16 zero = {0};
  for (size_t i = 0; i < length; i += 16) {
    f32x16 sum = zero + w0 * normalised(a + i, n, by);
    sum = sum + w1 * normalised(b + i, n, by);
    sum = sum + w2 * normalised(c + i, n, by);
    const f32x16 result = rest * normalised(clean + i, n, by) + weight * sum;
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
    float *restrict output, bool streams, division by) {
  tile_memory tile;
  const float weight = mixture->mixing_weight, rest = 1 - weight;
  const uint8_t *clean = mixture->clean + plane;
  // The first tile is shortened so that the others begin with a cache line.
  size_t length = FINAL_TILE - ((uintptr_t)output / sizeof(float)) % 16;
  for (size_t start = first; start < end; start += length, length = FINAL_TILE) {
    if (length > end - start) length = end - start;
    // Pictures may be read, and tiles have room, for whole vectors.
    const size_t vectors = (length + 15) / 16;
    // The usual number of chains, unless the clean values, which the other way calculates once, serve for several. A tile
    // alone is about to be woven, and comes sooner by the other way.
    if (!streams && mixture->chain_count == 3 && length % 16 == 0 && end - first > FINAL_TILE
        && clean_chains(mixture, start, start + length) < 2) {
      write_three_chains(mixture, plane + start, length, output + (start - first), n, by);
      continue;
    }
    for (size_t i = 0; i < vectors; i++) tile.clean[i] = normalised(clean + start + 16 * i, n, by);
    if (mixture->chain_count == 0) {
      write_clean_tile(&tile, length, output + (start - first), streams);
      continue;
    }
    for (int32_t chain = 0; chain < mixture->chain_count; chain++) {
      const uint8_t *picture = mixture->chains[chain] + plane + start;
      const float share = mixture->weights[chain];
      const bool is_clean = start >= mixture->changed_end[chain] || start + length <= mixture->changed_from[chain];
      if (is_clean && chain == 0) {
        add_chain(&tile, vectors, picture, true, true, share, n, by);
      } else if (is_clean) {
        add_chain(&tile, vectors, picture, true, false, share, n, by);
      } else if (chain == 0) {
        add_chain(&tile, vectors, picture, false, true, share, n, by);
      } else {
        add_chain(&tile, vectors, picture, false, false, share, n, by);
      }
    }
    write_tile(&tile, length, rest, weight, output + (start - first), streams);
  }
}

/// The same by the way that was prepared; a level that does not fuse divides where another one has a reciprocal.
static void final_plane(
    const ck_ipmix_mixture *mixture, const ck_ipmix_normalization *n, size_t plane, size_t first, size_t end,
    float *restrict output, bool streams) {
  if (n->division == SCALE) {
    final_run(mixture, *n, plane, first, end, output, streams, SCALE);
  } else if (CK_AVX2 && n->division == RECIPROCAL) {
    final_run(mixture, *n, plane, first, end, output, streams, RECIPROCAL);
  } else {
    final_run(mixture, *n, plane, first, end, output, streams, DIVIDE);
  }
}

/// Streamed values are not ordered with later stores, such as one that tells another thread that the result is there.
static void finish_streaming(bool streams) {
#if CK_HAS_X86_LEVELS
  if (streams) _mm_sfence();
#else
  (void)streams;
#endif
}

static void final_planar(
    const ck_ipmix_mixture *mixture, const ck_ipmix_normalization *normalization, size_t plane, size_t first, size_t end,
    float *output, bool streams) {
  final_plane(mixture, normalization, plane, first, end, output, streams);
  finish_streaming(streams);
}

// MARK: - Interleaved


typedef struct {
  f32x16 planes[3][FINAL_TILE / 16];
} planar_tile;

CK_INLINE f32x8 load8(const float *from) {
  f32x8 values;
  memcpy(&values, from, sizeof values);
  return values;
}

CK_INLINE void store8(float *to, f32x8 values, bool streams) {
  if (streams) {
    __builtin_nontemporal_store(values, (f32x8 *)(void *)to);
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
    const f32x8 u = load8(a + i), v = load8(b + i), w = load8(c + i);
    const f32x8 x = __builtin_shufflevector(u, u, 0, 3, 6, 1, 4, 7, 2, 5);
    const f32x8 y = __builtin_shufflevector(v, v, 5, 0, 3, 6, 1, 4, 7, 2);
    const f32x8 z = __builtin_shufflevector(w, w, 2, 5, 0, 3, 6, 1, 4, 7);
    const f32x8 front = __builtin_shufflevector(x, y, 0, 9, 10, 3, 12, 13, 6, 15);
    const f32x8 middle = __builtin_shufflevector(x, y, 8, 1, 10, 11, 4, 13, 14, 7);
    const f32x8 back = __builtin_shufflevector(x, y, 8, 9, 2, 11, 12, 5, 14, 15);
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

CK_INLINE void weave(const planar_tile *tile, size_t length, float *output, bool streams) {
  const float *a = (const float *)tile->planes[0], *b = (const float *)tile->planes[1];
  const float *c = (const float *)tile->planes[2];
  if (streams && ((uintptr_t)output & 31) == 0) {
    weave_run(a, b, c, length, output, true);
  } else {
    weave_run(a, b, c, length, output, false);
  }
}

static void final_interleaved(
    const ck_ipmix_mixture *mixture, const ck_ipmix_normalization normalizations[3], size_t count, float *output,
    bool streams) {
  planar_tile tile;
  // The first tile is shortened so that the others begin with a cache line, which has room for 16 values; 3 * 11 is 1
  // more than a multiple of 16.
  const size_t missing = (16 - ((uintptr_t)output / sizeof(float)) % 16) % 16;
  size_t length = missing == 0 ? FINAL_TILE : FINAL_TILE - 16 + 11 * missing % 16;
  for (size_t start = 0; start < count; start += length, length = FINAL_TILE) {
    if (length > count - start) length = count - start;
    for (size_t channel = 0; channel < 3; channel++) {
      final_plane(
          mixture, &normalizations[channel], channel * count, start, start + length, (float *)tile.planes[channel],
          false);
    }
    weave(&tile, length, output + 3 * start, streams);
  }
  finish_streaming(streams);
}

#endif
