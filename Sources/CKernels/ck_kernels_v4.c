// The kernels for x86-64-v4, with registers of 512 bits, which compilers spare by default.
#include "kernels/common.h"

#if CK_HAS_X86_LEVELS

#define CK_AVX2 1
#define CK_AVX512 1
#define CK_LEVEL_KERNELS ck_kernels_v4
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,no-prefer-256-bit"))), apply_to = function)
#include "kernels/table.h"
#pragma clang attribute pop

#endif
