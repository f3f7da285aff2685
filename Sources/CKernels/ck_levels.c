#include "ck_kernels.h"

#if CK_HAS_X86_LEVELS

#include <cpuid.h>

// Asked of the processor itself: __builtin_cpu_supports reads a table of the C compiler's runtime, which before GCC 12 has no
// room for the levels, and then says no to all of them.

/// The state that the system saves when it switches threads: bits of XCR0.
#define SAVES_AVX 0x06u
#define SAVES_AVX512 0xe6u

// Feature bits by the leaf that tells them (Intel's manual, volume 2A, CPUID; AMD's APM, volume 3, appendix E).
// SSE3, SSSE3, FMA, CMPXCHG16B, SSE4.1, SSE4.2, MOVBE, POPCNT, OSXSAVE, AVX, F16C.
#define LEAF1_ECX_V3 \
  (1u << 0 | 1u << 9 | 1u << 12 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 22 | 1u << 23 | 1u << 27 | 1u << 28 | 1u << 29)
// BMI1, AVX2, BMI2.
#define LEAF7_EBX_V3 (1u << 3 | 1u << 5 | 1u << 8)
// LAHF, LZCNT.
#define LEAF80000001_ECX_V3 (1u << 0 | 1u << 5)
// AVX-512 F, DQ, CD, BW, VL.
#define LEAF7_EBX_V4 (1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31)

/// XCR0, which may be read where leaf 1 names OSXSAVE.
static uint32_t saved_state(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static ck_level best_level(void) {
  uint32_t eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || (ecx & LEAF1_ECX_V3) != LEAF1_ECX_V3) return CK_LEVEL_BASELINE;
  const uint32_t saved = saved_state();
  if ((saved & SAVES_AVX) != SAVES_AVX) return CK_LEVEL_BASELINE;
  if (!__get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx)) return CK_LEVEL_BASELINE;
  if ((ecx & LEAF80000001_ECX_V3) != LEAF80000001_ECX_V3) return CK_LEVEL_BASELINE;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return CK_LEVEL_BASELINE;
  if ((ebx & LEAF7_EBX_V3) != LEAF7_EBX_V3) return CK_LEVEL_BASELINE;
  const int has_v4 = (ebx & LEAF7_EBX_V4) == LEAF7_EBX_V4 && (saved & SAVES_AVX512) == SAVES_AVX512;
  return has_v4 ? CK_LEVEL_V4 : CK_LEVEL_V3;
}

#else

static ck_level best_level(void) { return CK_LEVEL_BASELINE; }

#endif

static ck_level best;

__attribute__((constructor)) static void find_best(void) { best = best_level(); }

bool ck_level_supported(ck_level level) { return level <= best; }

extern const ck_kernels ck_kernels_baseline, ck_kernels_v3, ck_kernels_v4;

const ck_kernels *ck_kernels_of(ck_level level) {
#if CK_HAS_X86_LEVELS
  static const ck_kernels *const tables[] = {&ck_kernels_baseline, &ck_kernels_v3, &ck_kernels_v4};
  return tables[level < best ? level : best];
#else
  (void)level;
  return &ck_kernels_baseline;
#endif
}
