#ifndef FERNERY_CK_BACKGROUND_H
#define FERNERY_CK_BACKGROUND_H

#include <stddef.h>
#include <stdint.h>

/// A level's functions.
typedef struct {
  /// A row of a gradient, as places in a table of 256 colours.
  ///
  /// Column i lies at (i + 0.5 - middle) * across + start along the run, which goes from -reach to reach.
  void (*gradient_row)(size_t width, float middle, float across, float start, float reach, uint8_t *places);

  /// A row of a field of numbers within 0 and 1, as places in a table of 256 colours.
  ///
  /// `above` and `below` are neighbouring rows of `nodes` numbers, of which the row has its `share` of the lower one. Column i
  /// lies shares[i] of the way from node columns[i] to the next one. `line` is scratch memory for `nodes` numbers.
  void (*noise_row)(
      const float *above, const float *below, size_t nodes, float share, float *line, const int32_t *columns,
      const float *shares, size_t width, uint8_t *places);

  /// Writes the colours at `count` places of a table, whose bytes are red, green, blue and one that is left out.
  void (*paint_row)(const uint8_t *places, size_t count, const uint32_t *table, uint8_t *pixels);
} ck_background_kernels;

#endif
