// Short runs of bytes, too short to call the C library for: private to CKernels.
#ifndef FERNERY_CK_KERNELS_ROWS
#define FERNERY_CK_KERNELS_ROWS

#include "common.h"

/// One row, by whole registers of which the last two may overlap.
CK_INLINE void copy_row(uint8_t *restrict to, const uint8_t *restrict from, size_t count) {
#define COPY_BY(size)                                        \
  if (count >= size) {                                       \
    for (size_t i = 0; i + size <= count; i += size) {       \
      memcpy(to + i, from + i, size);                        \
    }                                                        \
    memcpy(to + count - size, from + count - size, size);    \
    return;                                                  \
  }
  COPY_BY(16)
  COPY_BY(8)
  COPY_BY(4)
  COPY_BY(2)
  if (count == 1) *to = *from;
#undef COPY_BY
}

/// Zeros.
CK_INLINE void clear_row(uint8_t *to, size_t count) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) memset(to + i, 0, 16);
  for (; i + 4 <= count; i += 4) memset(to + i, 0, 4);
  for (; i < count; i++) to[i] = 0;
}

#endif
