#ifndef FERNERY_CK_TEXTURE_H
#define FERNERY_CK_TEXTURE_H

#include <stdint.h>

/// Pixels a side of the picture that is looked at.
#define CK_TEXTURE_SIDE 64
/// Scales, each half as fine as the one before.
#define CK_TEXTURE_SCALES 4
/// Responses whose sums are taken at each scale.
#define CK_TEXTURE_RESPONSES 8
/// Full brightness in a response: that of bytes 255, times 4.
#define CK_TEXTURE_UNIT 1020

/// Sums over one picture; whole numbers, so every level gives the same.
typedef struct {
  /// At each scale, the sum and the sum of squares over all pixels of: brightness; the positive and the negative part of
  /// 4 centre - (neighbours across edges), of 4 centre - (neighbours across corners), of their difference; the gradient.
  int64_t sums[CK_TEXTURE_SCALES][CK_TEXTURE_RESPONSES][2];
  /// At half the resolution, the absolute differences across each pixel to the right, down right, down and down left, summed
  /// over 4 x 4 cells of 8 x 8 pixels.
  int64_t directions[4][16];
} ck_texture;

#endif
