// Sums of responses of small whole-number filters. Plain C over rows, which compilers vectorise at every level.
#ifndef FERNERY_CK_KERNELS_TEXTURE
#define FERNERY_CK_KERNELS_TEXTURE

#include "ck_texture.h"

/// A row of a padded plane.
#define TEXTURE_STRIDE (CK_TEXTURE_SIDE + 2)

CK_INLINE int32_t magnitude(int32_t value) { return value < 0 ? -value : value; }

CK_INLINE int32_t positive(int32_t value) { return value > 0 ? value : 0; }

/// Copies the outermost pixels of a plane outwards.
CK_INLINE void pad(int32_t *plane, int side) {
  for (int row = 1; row <= side; row++) {
    plane[row * TEXTURE_STRIDE] = plane[row * TEXTURE_STRIDE + 1];
    plane[row * TEXTURE_STRIDE + side + 1] = plane[row * TEXTURE_STRIDE + side];
  }
  memcpy(plane, plane + TEXTURE_STRIDE, sizeof(int32_t) * (size_t)(side + 2));
  memcpy(plane + (side + 1) * TEXTURE_STRIDE, plane + side * TEXTURE_STRIDE, sizeof(int32_t) * (size_t)(side + 2));
}

CK_INLINE void sum_responses(
    const int32_t *plane, int side, int64_t sums[CK_TEXTURE_RESPONSES][2]) {
  memset(sums, 0, sizeof(int64_t) * CK_TEXTURE_RESPONSES * 2);
  for (int row = 1; row <= side; row++) {
    const int32_t *above = plane + (row - 1) * TEXTURE_STRIDE, *here = above + TEXTURE_STRIDE, *below = here + TEXTURE_STRIDE;
    // A response is at most 4,080, so a row's squares stay below 2^31.
    int32_t sum[CK_TEXTURE_RESPONSES] = {0}, squares[CK_TEXTURE_RESPONSES] = {0};
    for (int column = 1; column <= side; column++) {
      int32_t centre = here[column];
      int32_t edges = above[column] + below[column] + here[column - 1] + here[column + 1];
      int32_t corners = above[column - 1] + above[column + 1] + below[column - 1] + below[column + 1];
      int32_t across = magnitude(here[column + 1] - here[column - 1]) + magnitude(below[column] - above[column]);
      int32_t diagonal =
          magnitude(below[column + 1] - above[column - 1]) + magnitude(below[column - 1] - above[column + 1]);
      int32_t responses[CK_TEXTURE_RESPONSES] = {
          centre,
          positive(4 * centre - edges),
          positive(edges - 4 * centre),
          positive(4 * centre - corners),
          positive(corners - 4 * centre),
          positive(edges - corners),
          positive(corners - edges),
          // Diagonal neighbours are sqrt 2 farther apart: 181 / 256 of it.
          (256 * across + 181 * diagonal) >> 8,
      };
      for (int response = 0; response < CK_TEXTURE_RESPONSES; response++) {
        sum[response] += responses[response];
        squares[response] += responses[response] * responses[response];
      }
    }
    for (int response = 0; response < CK_TEXTURE_RESPONSES; response++) {
      sums[response][0] += sum[response];
      sums[response][1] += squares[response];
    }
  }
}

CK_INLINE void sum_directions(
    const int32_t *plane, int side, int64_t directions[4][16]) {
  memset(directions, 0, sizeof(int64_t) * 4 * 16);
  int cell = side / 4;
  for (int row = 1; row <= side; row++) {
    const int32_t *above = plane + (row - 1) * TEXTURE_STRIDE, *here = above + TEXTURE_STRIDE, *below = here + TEXTURE_STRIDE;
    for (int at = 0; at < 4; at++) {
      int32_t sum[4] = {0};
      for (int column = at * cell + 1; column <= (at + 1) * cell; column++) {
        sum[0] += magnitude(here[column + 1] - here[column - 1]);
        sum[1] += magnitude(below[column + 1] - above[column - 1]);
        sum[2] += magnitude(below[column] - above[column]);
        sum[3] += magnitude(below[column - 1] - above[column + 1]);
      }
      for (int direction = 0; direction < 4; direction++) {
        directions[direction][(row - 1) / cell * 4 + at] += sum[direction];
      }
    }
  }
}

static void sum_texture(const uint8_t *light, ck_texture *texture) {
  int32_t plane[TEXTURE_STRIDE * TEXTURE_STRIDE];
  int side = CK_TEXTURE_SIDE;
  for (int row = 0; row < side; row++) {
    for (int column = 0; column < side; column++) {
      plane[(row + 1) * TEXTURE_STRIDE + column + 1] = 4 * light[row * side + column];
    }
  }
  for (int scale = 0; scale < CK_TEXTURE_SCALES; scale++) {
    pad(plane, side);
    sum_responses(plane, side, texture->sums[scale]);
    if (scale == 1) sum_directions(plane, side, texture->directions);
    // The means of 2 x 2 pixels, rounded; written before what is still to be read.
    side /= 2;
    for (int row = 0; row < side; row++) {
      const int32_t *upper = plane + (2 * row + 1) * TEXTURE_STRIDE + 1, *lower = upper + TEXTURE_STRIDE;
      int32_t *mean = plane + (row + 1) * TEXTURE_STRIDE + 1;
      for (int column = 0; column < side; column++) {
        mean[column] =
            (upper[2 * column] + upper[2 * column + 1] + lower[2 * column] + lower[2 * column + 1] + 2) >> 2;
      }
    }
  }
}

#endif
