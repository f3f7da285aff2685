// How a body of plain C becomes one function a level: private to CKernels.
//
// Each kernel is one body of plain C, always inlined into a function per level, so that the compiler vectorises it for
// that level's registers. Where a level needs instructions of its own, its body says so.
#ifndef FERNERY_CK_DEFINE_LEVELS_H
#define FERNERY_CK_DEFINE_LEVELS_H

#include "ck_levels.h"

#define CK_INLINE static inline __attribute__((always_inline))

/// The attribute for V4 with registers of 512 bits, which compilers spare by default.
#if CK_HAS_X86_LEVELS
#define CK_TARGET_V4_WIDE __attribute__((target("arch=x86-64-v4,no-prefer-256-bit")))
#else
#define CK_TARGET_V4_WIDE
#endif

/// Defines `name(level, ...)`, which calls `name##_body(...)` compiled for that level.
///
/// `parameters` and `arguments` are parenthesised lists: (int a, int b) and (a, b).
#if CK_HAS_X86_LEVELS
#define CK_DEFINE_LEVELS(name, parameters, arguments)                  \
  static void name##_baseline parameters { name##_body arguments; }    \
  CK_TARGET_V3 static void name##_v3 parameters { name##_body arguments; } \
  CK_TARGET_V4_WIDE static void name##_v4 parameters { name##_body arguments; } \
  static void(*const name##_levels[]) parameters = {name##_baseline, name##_v3, name##_v4};
#else
#define CK_DEFINE_LEVELS(name, parameters, arguments)               \
  static void name##_baseline parameters { name##_body arguments; } \
  static void(*const name##_levels[]) parameters = {name##_baseline, name##_baseline, name##_baseline};
#endif

#endif
