#ifndef FERNERY_CK_LEVELS_H
#define FERNERY_CK_LEVELS_H

#if defined(__FAST_MATH__)
#error "Fernery's pictures are the same bytes everywhere, which -ffast-math does not allow: build without it"
#endif

#include <stdbool.h>
#include <stdint.h>

/// The instruction-set levels that kernels are compiled for. Every level gives the same bytes.
typedef enum {
  CK_LEVEL_BASELINE = 0,  ///< plain C for the platform: SSE2 on x86-64, NEON on arm64
  CK_LEVEL_V3 = 1,        ///< x86-64-v3: AVX2
  CK_LEVEL_V4 = 2,        ///< x86-64-v4: AVX-512 F, BW, CD, DQ, VL
} ck_level;

/// Whether this CPU, and the operating system's saved state, can run `level`.
bool ck_level_supported(ck_level level);

/// Whether the platform has the levels V3 and V4.
#if defined(__x86_64__)
#define CK_HAS_X86_LEVELS 1
#else
#define CK_HAS_X86_LEVELS 0
#endif

#endif
