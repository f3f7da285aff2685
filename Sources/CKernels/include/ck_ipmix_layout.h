#ifndef FERNERY_CK_IPMIX_LAYOUT_H
#define FERNERY_CK_IPMIX_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/// A rectangle within planes whose rows lie `row_stride` bytes apart.
typedef struct {
  size_t width, height, channels;
  size_t row_stride, plane_stride;
} ck_ipmix_patch;

/// A level's functions.
typedef struct {
  /// Splits `count` interleaved pixels of three bytes into three planes.
  void (*split3)(const uint8_t *pixels, size_t count, uint8_t *first, uint8_t *second, uint8_t *third);

  /// Packs a patch, whose first byte is `planes`, row after row and channel after channel, and lays it back.
  void (*gather)(const uint8_t *planes, ck_ipmix_patch patch, uint8_t *packed);
  void (*scatter)(const uint8_t *packed, ck_ipmix_patch patch, uint8_t *planes);

  /// Packs a patch of an interleaved picture of three channels in the same order.
  void (*gather3)(const uint8_t *pixels, size_t row_stride, size_t width, size_t height, uint8_t *packed);
} ck_ipmix_layout_kernels;

#endif
