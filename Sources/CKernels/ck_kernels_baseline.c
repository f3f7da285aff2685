// The kernels in plain C for the platform.
#define CK_AVX2 0
#define CK_AVX512 0
#define CK_LEVEL_KERNELS ck_kernels_baseline
#include "kernels/table.h"
