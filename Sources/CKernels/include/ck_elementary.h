#ifndef FERNERY_CK_ELEMENTARY_H
#define FERNERY_CK_ELEMENTARY_H

#include <stddef.h>

#include "ck_levels.h"

/// Transcendental functions on float32 that every level computes to the same bits; ck_vector.h gives their errors.
typedef enum { CK_SIN, CK_COS, CK_ATAN2, CK_EXP, CK_LOG, CK_POW, CK_SQRT } ck_function;

/// `result[i]` = f(`x[i]`), or f(`x[i]`, `y[i]`) where f takes two numbers: atan2(x, y), x to the power y.
///
/// Kernels compute in registers what this computes on arrays: it is there for tests.
void ck_elementary(
    ck_level level, ck_function function, size_t count, const float *x, const float *y, float *result);

#endif
