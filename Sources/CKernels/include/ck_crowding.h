#ifndef FERNERY_CK_CROWDING_H
#define FERNERY_CK_CROWDING_H

#include <stddef.h>
#include <stdint.h>

/// Bytes of one row, whatever its meaning.
#define CK_ROW_BYTES 130
/// Bytes of a row's form, with which it begins: a shape, then a texture.
#define CK_FORM_BYTES 128
#define CK_SHAPE_BYTES 64

/// A level's functions.
typedef struct {
  /// Adds the newly chosen row `centre` to each row's crowding: 1 / |rows[i] - centre|^4, or 1 where the two are the same.
  ///
  /// A squared distance is a whole number, at most 130 * 255^2, and its square is exact in a double: every level gives the same.
  void (*add)(const uint8_t *rows, size_t count, const uint8_t *centre, double *crowding);

  /// The least squared distance of `form` to any of `forms`; the largest number if there are none.
  uint32_t (*nearest)(const uint8_t *forms, size_t count, const uint8_t *form);

  /// The first of `forms` from `start` on whose texture has at most a squared distance of `limit` to that of `form`; `count` if there
  /// is none.
  size_t (*first_like_texture)(const uint8_t *forms, size_t start, size_t count, const uint8_t *form, uint32_t limit);
} ck_crowding_kernels;

#endif
