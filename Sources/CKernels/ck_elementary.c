// The vector functions on arrays, a function a level.
#include "ck_elementary.h"

#include <string.h>

#include "ck_include_levels.h"

#define CK_LEVEL_NAME CK_BASELINE_NAME
#include "ck_elementary_body.h"
#undef CK_LEVEL_NAME

#if CK_HAS_X86_LEVELS
CK_BEGIN_V3
#define CK_LEVEL_NAME CK_V3_NAME
#include "ck_elementary_body.h"
#undef CK_LEVEL_NAME
CK_END_LEVEL

CK_BEGIN_V4
#define CK_LEVEL_NAME CK_V4_NAME
#include "ck_elementary_body.h"
#undef CK_LEVEL_NAME
CK_END_LEVEL
#endif

void ck_elementary(
    ck_level level, ck_function function, size_t count, const float *x, const float *y, float *result) {
  CK_CALL_LEVEL(level, elementary, (function, count, x, y, result));
}
