// The bits of float32 numbers. Private to CKernels.
#ifndef FERNERY_CK_FLOATS_H
#define FERNERY_CK_FLOATS_H

#include <stdint.h>
#include <string.h>

static inline __attribute__((always_inline)) uint32_t float_bits(float v) {
  uint32_t bits;
  memcpy(&bits, &v, sizeof bits);
  return bits;
}

#endif
