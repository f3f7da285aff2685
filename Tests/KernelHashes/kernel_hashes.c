// Runs every kernel of one instruction-set level on inputs from a fixed seed and prints a hash of what each one gives:
// equal lines mean equal bytes. Plain C, so that it runs where Swift does not; see Tools/python-tests/test_kernel_levels.py.
//
//   kernel_hashes baseline|v3|v4      exit code 3 if the CPU cannot run the level
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

// MARK: - Inputs and hashes

static uint64_t state = 1;

/// SplitMix64.
static uint64_t draw(void) {
  uint64_t z = state += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

static uint32_t below(uint32_t count) { return (uint32_t)(draw() >> 32) % count; }

static float within(float low, float high) { return low + (high - low) * (float)(int32_t)(draw() >> 41) * 0x1p-23f; }

static void *room(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 127) / 64 * 64);
  if (!memory) abort();
  memset(memory, 0, bytes + 64);
  return memory;
}

static uint8_t *bytes_of(size_t count) {
  uint8_t *bytes = room(count + 64);
  for (size_t i = 0; i < count + 64; i++) bytes[i] = (uint8_t)draw();
  return bytes;
}

static float *floats_of(size_t count, float low, float high) {
  float *values = room(count * sizeof *values);
  for (size_t i = 0; i < count; i++) values[i] = within(low, high);
  return values;
}

static uint64_t hash = 0xCBF29CE484222325;

/// FNV-1a.
static void take(const void *memory, size_t count) {
  const uint8_t *bytes = memory;
  for (size_t i = 0; i < count; i++) hash = (hash ^ bytes[i]) * 0x100000001B3;
}

/// The sign of what is no number is nobody's business.
static void take_floats(const float *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const float value = isnan(values[i]) ? NAN : values[i];
    take(&value, sizeof value);
  }
}

static void take_number(uint64_t number) { take(&number, sizeof number); }

static void print(const char *name) {
  printf("%s %016llx\n", name, (unsigned long long)hash);
  hash = 0xCBF29CE484222325;
}

/// Lengths about the registers' and the tiles' ends.
static const size_t lengths[] = {1, 7, 8, 15, 16, 17, 31, 33, 63, 64, 100, 255, 256, 257, 511, 513, 1000, 4099};
#define EACH_LENGTH(n) for (size_t at = 0, n; at < sizeof lengths / sizeof *lengths && (n = lengths[at], 1); at++)

// MARK: - Games

static const ck_grid grid = {.height = 37, .width = 53};
#define CELLS (39 * 55)

static void seed_all(uint32_t seed[3][16]) {
  for (int word = 0; word < 3; word++) {
    for (int lane = 0; lane < 16; lane++) seed[word][lane] = (uint32_t)draw();
  }
}

static void run_chaos_game(const ck_kernels *k) {
  for (int round = 0; round < 24; round++) {
    const int maps = (const int[]){2, 4, 7, 8, 12, 16}[round % 6];
    ck_affine_system system = {.slots = maps > 8 ? 16 : 8};
    for (int i = 0; i < maps; i++) {
      system.a[i] = within(-0.6f, 0.6f), system.b[i] = within(-0.6f, 0.6f), system.c[i] = within(-0.6f, 0.6f);
      system.d[i] = within(-0.6f, 0.6f), system.e[i] = within(0, 40), system.f[i] = within(0, 30);
      system.half_colour[i] = within(0, 127.5f);
      system.alias[i] = (int32_t)below((uint32_t)maps);
      system.threshold[i] = (int32_t)below(65536 / (uint32_t)system.slots + 1);
    }
    ck_chains chains = {.x = 1, .y = 1};
    seed_all(chains.seed);
    uint32_t *counts = room(CELLS * sizeof *counts), *packed = room(CELLS * sizeof *packed);
    uint64_t *cells = room(CELLS * sizeof *cells);
    k->chaos_game.count(&system, &chains, 16, 2000, grid, counts);
    take(counts, CELLS * sizeof *counts);
    k->chaos_game.colour(&system, &chains, 16, 2000, grid, cells, NULL);
    k->chaos_game.colour(&system, &chains, 16, 9000, grid, cells, packed);
    take(cells, CELLS * sizeof *cells);
    float x[160], y[160];
    k->chaos_game.trace(&system, &chains, 4, 10, x, y);
    take_floats(x, 160);
    take_floats(y, 160);
    free(counts), free(packed), free(cells);
  }
  print("chaos_game");
}

static ck_affine_map any_map(float scale) {
  return (ck_affine_map){within(-scale, scale), within(-scale, scale), within(-scale, scale),
                         within(-scale, scale), within(-scale, scale), within(-scale, scale)};
}

static ck_flame_map flame_map(int32_t kind) {
  ck_flame_map map = {.pre = any_map(1), .post = any_map(1), .variation_count = 2, .half_colour = within(0, 127.5f)};
  for (int i = 0; i < 2; i++) {
    ck_variation *variation = &map.variation[i];
    variation->kind = i == 0 ? kind : (int32_t)below(34);
    variation->weight = within(0.1f, 1);
    for (int j = 0; j < CK_MAX_PARAMETERS; j++) variation->parameter[j] = within(0.5f, 4);
  }
  return map;
}

static void run_flames(const ck_kernels *k) {
  for (int round = 0; round < 68; round++) {
    ck_flame_system system = {.map_count = 1 + round % 11, .symmetry_count = 1 + round % 3, .has_final_map = round % 2};
    for (int i = 0; i < system.map_count; i++) {
      system.map[i] = flame_map(round % 34);
      for (int j = 0; j < system.map_count; j++) system.bound[i][j] = 65536 * (j + 1) / system.map_count;
    }
    for (int i = 0; i < system.symmetry_count; i++) {
      for (int j = 0; j < 4; j++) system.symmetry[i][j] = within(-1, 1);
    }
    system.final_map = flame_map((round * 7) % 34);
    system.view = (ck_affine_map){12, 3, -3, 12, 26, 18};
    ck_flame_game game = {.points = 900 + round, .warm_up = 5, .steps = 12};
    seed_all(game.seed);
    uint32_t *counts = room(CELLS * sizeof *counts), *packed = room(CELLS * sizeof *packed);
    uint64_t *cells = room(CELLS * sizeof *cells);
    const size_t points = (size_t)game.points * 12;
    float *x = room(points * sizeof *x), *y = room(points * sizeof *y);
    take_number(k->flame.count(&system, &game, grid, counts));
    take_number(k->flame.colour(&system, &game, grid, cells, NULL));
    take_number(k->flame.colour(&system, &game, grid, cells, packed));
    take_number(k->flame.trace(&system, &game, x, y));
    take(counts, CELLS * sizeof *counts);
    take(cells, CELLS * sizeof *cells);
    take_floats(x, points);
    take_floats(y, points);
    free(counts), free(packed), free(cells), free(x), free(y);
  }
  print("flame");
}

static void run_escape_time(const ck_kernels *k) {
  float *counts = room(32 * 48 * 4), *norms = room(32 * 48 * 4), *distances = room(32 * 48 * 4);
  float *ranks = room((CK_RANK_BINS + 1) * 4), *fractions = room(1025 * 4);
  for (int i = 0; i <= CK_RANK_BINS; i++) ranks[i] = (float)i / CK_RANK_BINS;
  for (int i = 0; i < 1025; i++) fractions[i] = (float)i / 1024;
  float(*levels)[2] = (float(*)[2])floats_of(2 * 1025, 0, 1), (*colours)[4] = (float(*)[4])floats_of(4 * 1024, 0, 1);
  float *linear = floats_of(256, 0, 1);
  uint8_t *encoded = bytes_of(CK_ENCODING_STEPS + 1);
  for (int32_t round = 0; round < 40; round++) {
    const double turn = (double)below(7);
    ck_escape_field field = {-2, -1.5, 4.0 / 48, 0.01, 0.02, 3.0 / 32, -0.4 + turn / 50, 0.6, round % 2, 2 + round % 5, 150,
                             {1 + round % 4, 0.1, 0.2, 0.8, 0.6, 0.5}};
    k->escape_time(&field, 0, 32, 48, counts, norms, distances);
    take_floats(counts, 32 * 48), take_floats(norms, 32 * 48), take_floats(distances, 32 * 48);
    uint8_t *pixels = bytes_of(3 * 24);
    const ck_escape_tables tables = {round % 3, ranks, ranks, fractions, 1025, (const float(*)[2])levels,
                                     (const float(*)[4])colours, linear, encoded};
    take_number(k->escape_light_row(&tables, counts, norms, distances, 48, 2, 24, pixels));
    take(pixels, 3 * 24);
    free(pixels);
  }
  free(counts), free(norms), free(distances), free(ranks), free(fractions), free(levels), free(colours);
  free(linear), free(encoded);
  print("escape_time");
}

// MARK: - Colouring and choosing

static void run_colouring(const ck_kernels *k) {
  EACH_LENGTH(n) {
    uint8_t *indices = room(n), *pixels = room(3 * n);
    k->background.gradient_row(n, (float)n / 2, within(-1, 1), within(-9, 9), within(1, 900), indices);
    take(indices, n);
    float *above = floats_of(65, 0, 1), *below_ = floats_of(65, 0, 1), *line = room(65 * 4), *shares = floats_of(n, 0, 1);
    int32_t *columns = room(n * 4);
    for (size_t i = 0; i < n; i++) columns[i] = (int32_t)below(64);
    k->background.noise_row(above, below_, 65, within(0, 1), line, columns, shares, n, indices);
    uint32_t *table = (uint32_t *)(void *)bytes_of(1024);
    k->background.paint_row(indices, n, table, pixels);
    take(pixels, 3 * n);
    free(indices), free(pixels), free(above), free(below_), free(line), free(shares), free(columns), free(table);
  }
  print("background");
  float(*levels)[2] = room(CK_TONE_BINS * 8);
  float(*palette)[4] = (float(*)[4])floats_of(1024, 0, 1);
  float *linear = floats_of(256, 0, 1);
  uint8_t *encoded = bytes_of(CK_ENCODING_STEPS + 1);
  int32_t *counts = room(CK_TONE_BINS * 4), *bins = room(CK_TONE_BINS * 4);
  for (int32_t i = 0; i < CK_TONE_BINS; i++) bins[i] = i;
  for (int round = 0; round < 3; round++) {
    const double to_unit = 1 / ck_log(1 + 0.37 * (double)ck_tone_least_hits(9000));
    const ck_tone_curve curve = {0.37, to_unit, (const double[]){1, 0.45, 0.8}[round], 0.7, 9000, 600, 0.8f};
    k->tone.levels(&curve, bins, CK_TONE_BINS, levels);
    take_floats(levels[0], 2 * CK_TONE_BINS);
    EACH_LENGTH(n) {
      uint64_t *cells = room(8 * n);
      for (size_t i = 0; i < n; i++) {
        const uint64_t hits = below(3) == 0 ? 0 : draw() >> (36 + below(28));
        cells[i] = hits << CK_HIT_SHIFT | hits * below(256);
      }
      ck_lit_pixel *lit = room((n + 1) * sizeof *lit);
      const size_t listed = k->tone.list_row(cells, n, 0, lit, counts);
      take(lit, listed * sizeof *lit);
      take(counts, CK_TONE_BINS * 4);
      uint8_t *picture = bytes_of(3 * n);
      const ck_tone_tables tables = {(const float(*)[2])levels, (const float(*)[4])palette, linear, encoded};
      k->tone.light(lit, listed, &tables, round == 1, picture);
      take(picture, 3 * n);
      free(cells), free(lit), free(picture);
    }
  }
  free(levels), free(palette), free(linear), free(encoded), free(counts), free(bins);
  print("tone");
  for (int32_t round = 0; round < 6; round++) {
    const ck_grid of = {.height = 3 + 9 * round, .width = 1 + 23 * round};
    const size_t count = (size_t)(of.height + 2) * (size_t)(of.width + 2);
    uint64_t *cells = room(8 * count), *smoothed = room(8 * (size_t)of.width);
    for (size_t i = 0; i < count; i++) {
      const uint64_t hits = below(2) == 0 ? 0 : (uint64_t)below((const uint32_t[]){2, 4, 9, 40, 1u << 24}[below(5)]);
      cells[i] = hits << CK_HIT_SHIFT | hits * below(256);
    }
    ck_smoothing smoothing = {.grid = of, .cells = cells, .scratch = room(4 * ck_smoothing_scratch(of.width))};
    for (int32_t row = 0; row < of.height; row++) {
      k->smooth_row(&smoothing, row, smoothed);
      take(smoothed, 8 * (size_t)of.width);
    }
    take_number(smoothing.occupied);
    free(cells), free(smoothed), free(smoothing.scratch);
  }
  print("smoothing");
}

static void run_choosing(const ck_kernels *k) {
  EACH_LENGTH(n) {
    uint8_t *after = bytes_of(3 * n), *before = bytes_of(3 * n), *marks = room(n);
    k->describe.mark_changes(after, before, n, 90, marks);
    take(marks, n);
    uint32_t *sums = room(4 * n);
    k->describe.add_row(after, n, (uint32_t)draw(), sums);
    take(sums, 4 * n);
    uint8_t *rows = bytes_of(CK_ROW_BYTES * n);
    double *crowding = room(8 * n);
    k->crowding.add(rows, n, rows + CK_ROW_BYTES * (n / 2), crowding);
    take(crowding, 8 * n);
    take_number(k->crowding.nearest(rows, n, after));
    take_number(k->crowding.first_like_texture(rows, 0, n, before, 500000));
    free(after), free(before), free(marks), free(sums), free(rows), free(crowding);
  }
  uint8_t *light = bytes_of(CK_TEXTURE_SIDE * CK_TEXTURE_SIDE);
  ck_texture texture;
  k->sum_texture(light, &texture);
  take(&texture, sizeof texture);
  free(light);
  print("choosing");
}

// MARK: - Mixing

static void run_bytes(const ck_kernels *k) {
  double logarithms[256], guarded[256];
  for (int v = 0; v < 256; v++) {
    logarithms[v] = ck_log((double)(2 * ((float)v / 255)));
    guarded[v] = ck_log((double)(2 * ((float)(v > 0 ? v : 1) / 255)));
  }
  EACH_LENGTH(n) {
    uint8_t *source = bytes_of(3 * n), *target = bytes_of(3 * n), *chain = bytes_of(3 * n);
    uint8_t table[256];
    uint32_t histogram[256];
    k->layout.split3(source, n, target, target + n, target + 2 * n), take(target, 3 * n);
    k->layout.gather3(source, 3 * n, n / 2 + 1 < n ? n / 2 : n, 1, target), take(target, n / 2);
    const ck_ipmix_patch patch = {n / 2, 1, 3, n, n};
    k->layout.gather(source, patch, target), k->layout.scatter(target, patch, chain), take(chain, 3 * n);
    k->points.keep_bits(source, target, n, 0xE0), take(target, n);
    k->points.solarize(source, target, n, (uint8_t)draw()), take(target, n);
    k->points.mirror(source, target, 3, n), take(target, 3 * n);
    k->points.shift(source, target, 3, n, (ptrdiff_t)below(9) - 4), take(target, 3 * n);
    k->points.histogram(source, n, histogram), take(histogram, sizeof histogram);
    k->points.equalizing_table(histogram, (uint32_t)(n / 255 + 1), table), take(table, sizeof table);
    k->points.look_up(source, target, n, table), take(target, n);
    k->enhance.blend_constant(source, target, n, 99, within(-1, 3)), take(target, n);
    k->enhance.blend_grey(source, target, n, 0, n, within(-1, 3)), take(target, 3 * n);
    if (n > 2) k->enhance.blend_smooth(source + n + 1, target, n, within(-1, 3)), take(target, n - 2);
    take_number(k->enhance.sum_greys(source, n)), take_number(k->enhance.sum_bytes(source, n));
    for (int clip = 0; clip < 2; clip++) {
      const float p = within(-3, 3), q = within(-3, 3);
      k->blend.add(chain, source, n, p, q, clip), take(chain, n);
      k->blend.multiply(chain, source, n, logarithms, guarded, clip ? p : 9 * p, q, clip), take(chain, n);
      k->blend.choose(chain, source, n, 3, draw(), (uint16_t)draw()), take(chain, 3 * n);
    }
    const uint8_t *pictures[] = {source, chain, source + n};
    const float weights[] = {0.2f, 0.7f, 0.4f};
    k->average.average(pictures, weights, 3, 1.3f, n, target), take(target, n);
    float *state = room(4 * n), *output = room(4 * 2 * n);
    k->rounds.load(source, n, state), take_floats(state, n);
    k->rounds.add(state, chain, n, within(-2, 2), within(-2, 2)), take_floats(state, n);
    k->rounds.multiply(state, chain, n, guarded, within(-5, 5), within(-5, 5)), take_floats(state, n);
    k->rounds.multiply(state, chain, n, guarded, within(7, 9), 0), take_floats(state, n);
    k->rounds.choose(state, source, n / 3, 3, draw(), (uint16_t)draw()), take_floats(state, n);
    k->rounds.finish(source, state, n, 0.47f, 0.24f, 0.6f, 0.9f, output, 2), take_floats(output, 2 * n);
    k->average.to_bytes(output, n, 0.47f, 0.24f, target, 2), take(target, 2 * n);
    take_number(k->crc32c((uint32_t)draw(), source, 3 * n));
    free(source), free(target), free(chain), free(state), free(output);
  }
  uint8_t *many = bytes_of(40000);
  take_number(k->crc32c(0, many, 40000));
  free(many);
  print("bytes");
}

static void run_affine(const ck_kernels *k) {
  uint16_t *breaks = room(2 * CK_IPMIX_FRACTIONS);
  ck_ipmix_fill_breaks(breaks);
  for (int32_t round = 0; round < 30; round++) {
    const int32_t width = (const int32_t[]){9, 16, 32, 75, 224}[round % 5], height = 8 + 5 * round;
    const int32_t channels = round % 3 == 0 ? 1 : 3;
    const size_t count = (size_t)(width * height * channels);
    uint8_t *source = bytes_of(count), *target = bytes_of(count);
    const ck_ipmix_planes planes = {source, target, height, width, channels, 0, height};
    k->affine.shear_x(planes, (double)within(-1, 1), breaks), take(target, count);
    k->affine.shear_y(planes, (double)within(-1, 1), breaks), take(target, count);
    const double angle = (double)within(-0.9f, 0.9f), c = 1 - angle * angle / 2, s = angle;
    const ck_ipmix_matrix matrix = {c, s, width * (1 - c) / 2 - s * height / 2, -s, c, height * (1 - c) / 2 + s * width / 2};
    k->affine.transform(planes, matrix), take(target, count);
    free(source), free(target);
  }
  free(breaks);
  print("affine");
}

static void run_final(const ck_kernels *k) {
  for (int round = 0; round < 12; round++) {
    const size_t count = (const size_t[]){100, 1024, 3333}[round % 3];
    ck_ipmix_mixture mixture = {.clean = bytes_of(3 * count), .chain_count = round % 5, .mixing_weight = within(0, 1)};
    for (int chain = 0; chain < mixture.chain_count; chain++) {
      mixture.chains[chain] = bytes_of(3 * count);
      mixture.weights[chain] = within(0, 1);
      mixture.changed_end[chain] = count;
    }
    ck_ipmix_normalization normalizations[3];
    const float deviations[] = {0.25f, 0.229f, within(0.1f, 1)};
    // How a level divides is its own business; what comes of it is not.
    for (int i = 0; i < 3; i++) normalizations[i] = k->final.prepare(within(0, 1), deviations[i]);
    float *output = room(12 * count);
    for (int i = 0; i < 3; i++) {
      k->final.planar(&mixture, &normalizations[i], (size_t)i * count, 0, count, output + (size_t)i * count, round > 6);
    }
    take_floats(output, 3 * count);
    k->final.interleaved(&mixture, normalizations, count, output, round > 6);
    take_floats(output, 3 * count);
    free(output), free((void *)mixture.clean);
    for (int chain = 0; chain < mixture.chain_count; chain++) free((void *)mixture.chains[chain]);
  }
  print("final");
}

int main(int count, char **arguments) {
  const char *names[] = {"baseline", "v3", "v4"};
  for (int level = 0; level < 3; level++) {
    if (count != 2 || strcmp(arguments[1], names[level]) != 0) continue;
    if (!ck_level_supported((ck_level)level)) return 3;
    const ck_kernels *kernels = ck_kernels_of((ck_level)level);
    run_chaos_game(kernels);
    run_flames(kernels);
    run_escape_time(kernels);
    run_colouring(kernels);
    run_choosing(kernels);
    run_bytes(kernels);
    run_affine(kernels);
    run_final(kernels);
    return 0;
  }
  fprintf(stderr, "usage: kernel_hashes baseline|v3|v4\n");
  return 64;
}
