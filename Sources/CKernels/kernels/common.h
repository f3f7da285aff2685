// The common macros and functions of all kernels. Private to CKernels.
//
// A level is one unit: ck_kernels_v3.c, say, sets CK_AVX2 and CK_AVX512, tells the compiler the target of all functions and
// includes table.h. So a kernel is one body of plain C, which the compiler vectorises for that level's registers; where a
// level has instructions of its own to offer, the body asks for CK_AVX2 or CK_AVX512.
#ifndef FERNERY_CK_KERNELS_COMMON
#define FERNERY_CK_KERNELS_COMMON

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "ck_formulas.h"
#include "ck_levels.h"

#if CK_HAS_X86_LEVELS
#include <immintrin.h>
#endif

// No product and sum become one operation: every level rounds alike.
#pragma STDC FP_CONTRACT OFF

// Vectors are passed among the functions of one unit alone, however wide the level's registers are.
#pragma clang diagnostic ignored "-Wpsabi"

/// A part of a kernel, whose constant arguments the compiler is to see.
#define CK_INLINE static inline __attribute__((always_inline))

// Vectors by the type and number of their lanes; the compiler splits them into the registers that a level has.
typedef float f32x4 __attribute__((ext_vector_type(4)));
typedef int32_t i32x4 __attribute__((ext_vector_type(4)));
typedef uint8_t u8x16 __attribute__((ext_vector_type(16)));
typedef int16_t i16x8 __attribute__((ext_vector_type(8)));
typedef uint8_t u8x32 __attribute__((ext_vector_type(32)));
typedef int16_t i16x16 __attribute__((ext_vector_type(16)));
typedef uint16_t u16x16 __attribute__((ext_vector_type(16)));
typedef uint32_t u32x8 __attribute__((ext_vector_type(8)));
typedef float f32x8 __attribute__((ext_vector_type(8)));
typedef uint8_t u8x64 __attribute__((ext_vector_type(64)));
typedef int32_t i32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t u32x16 __attribute__((ext_vector_type(16)));
typedef float f32x16 __attribute__((ext_vector_type(16)));
typedef uint64_t u64x8 __attribute__((ext_vector_type(8)));
typedef int64_t i64x8 __attribute__((ext_vector_type(8)));
typedef double f64x8 __attribute__((ext_vector_type(8)));

#endif
