// The kernels for x86-64-v3.
#include "kernels/common.h"

#if CK_HAS_X86_LEVELS

#define CK_AVX2 1
#define CK_AVX512 0
#define CK_LEVEL_KERNELS ck_kernels_v3
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "kernels/table.h"
#pragma clang attribute pop

#endif
