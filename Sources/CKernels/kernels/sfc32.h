// sfc32, Chris Doty-Humphrey's small fast counter generator (public domain), expanded from seeds that the caller drew by
// Philox. Private to CKernels.
#ifndef FERNERY_CK_KERNELS_SFC32
#define FERNERY_CK_KERNELS_SFC32

#include "common.h"

/// Defines a generator whose words are a number or a vector: each lane is a sequence of its own.
#define CK_DEFINE_SFC32(generator, words)           \
  typedef struct {                                  \
    words a, b, c, counter;                         \
  } generator;                                      \
  CK_INLINE words generator##_next(generator *g) {  \
    words word = g->a + g->b + g->counter;          \
    g->counter += 1;                                \
    g->a = g->b ^ (g->b >> 9);                      \
    g->b = g->c + (g->c << 3);                      \
    g->c = ((g->c << 21) | (g->c >> 11)) + word;    \
    return word;                                    \
  }                                                 \
  /* The sequences seeded by the numbers from `lane` on. */ \
  CK_INLINE generator generator##_seeded(const uint32_t seed[3][16], int lane) { \
    generator g;                                    \
    memcpy(&g.a, &seed[0][lane], sizeof g.a);       \
    memcpy(&g.b, &seed[1][lane], sizeof g.b);       \
    memcpy(&g.c, &seed[2][lane], sizeof g.c);       \
    g.counter = (words)1;                           \
    return g;                                       \
  }

CK_DEFINE_SFC32(sfc32x1, uint32_t)
CK_DEFINE_SFC32(sfc32x8, u32x8)
CK_DEFINE_SFC32(sfc32x16, u32x16)

#endif
