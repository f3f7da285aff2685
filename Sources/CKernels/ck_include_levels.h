// How a body of vectors becomes one function a level: it is included once for each, with names of its own.
//
// Functions that take vectors must be compiled for the level themselves, since the level settles in which registers
// vectors are passed: an inlined function without the level's attribute will not do. Private to CKernels.
#ifndef FERNERY_CK_INCLUDE_LEVELS_H
#define FERNERY_CK_INCLUDE_LEVELS_H

#include "ck_levels.h"

// Vectors are passed among functions of one file and level alone, however wide the level's registers are.
#pragma clang diagnostic ignored "-Wpsabi"

#define CK_BASELINE_NAME(name) name##_baseline
#define CK_V3_NAME(name) name##_v3
#define CK_V4_NAME(name) name##_v4

#if CK_HAS_X86_LEVELS
#define CK_BEGIN_V3 \
  _Pragma("clang attribute push(__attribute__((target(\"arch=x86-64-v3\"))), apply_to = function)")
#define CK_BEGIN_V4 \
  _Pragma("clang attribute push(__attribute__((target(\"arch=x86-64-v4,no-prefer-256-bit\"))), apply_to = function)")
#define CK_END_LEVEL _Pragma("clang attribute pop")
#define CK_CALL_LEVEL(level, name, arguments)   \
  switch (level) {                              \
    case CK_LEVEL_V4: return name##_v4 arguments; \
    case CK_LEVEL_V3: return name##_v3 arguments; \
    default: return name##_baseline arguments;    \
  }
#else
#define CK_CALL_LEVEL(level, name, arguments) \
  (void)level;                                \
  return name##_baseline arguments
#endif

#endif
