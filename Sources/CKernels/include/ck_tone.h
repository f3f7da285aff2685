#ifndef FERNERY_CK_TONE_H
#define FERNERY_CK_TONE_H

#include <stddef.h>
#include <stdint.h>

#include "ck_chaos_game.h"

/// Steps of the table that encodes linear light.
#define CK_ENCODING_STEPS 4095

/// A pixel that was hit: its place in the picture, the bin of its hits and the whole part of its mean colour coordinate.
typedef struct {
  uint32_t pixel;
  uint16_t bin;
  uint16_t coordinate;
} ck_lit_pixel;

/// How bright so many hits are: level l = log(1 + density_of_hit h) to_unit gives l^exponent, 1 from bin `white` on, and
/// below bin `one_point` l rim_slope.
typedef struct {
  double density_of_hit, to_unit, exponent, rim_slope;
  int32_t white, one_point;
  float highlights;  ///< how far a level of 1.3 goes towards white; one of 0.7 does not
} ck_tone_curve;

/// The tables of a tone map; colours are red, green, blue and a number without meaning, in linear light within 0 and 1.
typedef struct {
  const float (*levels)[2];   ///< for each bin, the brightness and how far the colour goes towards white
  const float (*palette)[4];  ///< for each of 256 coordinates the colour
  const float *linear;        ///< for each byte its linear light
  const uint8_t *encoded;     ///< for each of CK_ENCODING_STEPS + 1 steps of linear light its byte
} ck_tone_tables;

/// A level's functions.
typedef struct {
  /// Lists the pixels of a row that were hit, `first` being the number of its first one, and counts in `counts`
  /// (CK_TONE_BINS numbers) how many fall into each bin.
  ///
  /// A bin is a 512th of an octave by the upper bits of a float32; bin 0 begins with one hit. `pixels` has room for all of
  /// the row. Returns how many there are.
  size_t (*list_row)(const uint64_t *cells, size_t width, uint32_t first, ck_lit_pixel *pixels, int32_t *counts);

  /// Writes for each of `count` bins the brightness and how far the colour goes towards white to its place in `levels`.
  void (*levels)(const ck_tone_curve *curve, const int32_t *bins, size_t count, float (*levels)[2]);

  /// Mixes each lit pixel's colour into a picture of three bytes a pixel by its brightness, in linear light.
  ///
  /// With `by_bin` the coordinate is the whole part of 255 times the bin's brightness and not that of the pixel.
  void (*light)(
      const ck_lit_pixel *pixels, size_t count, const ck_tone_tables *tables, bool by_bin, uint8_t *picture);
} ck_tone_kernels;

#endif
