#include "ck_levels.h"

bool ck_level_supported(ck_level level) {
  switch (level) {
    case CK_LEVEL_BASELINE:
      return true;
#if CK_HAS_X86_LEVELS
    case CK_LEVEL_V3:
      return __builtin_cpu_supports("x86-64-v3");
    case CK_LEVEL_V4:
      return __builtin_cpu_supports("x86-64-v4");
#endif
    default:
      return false;
  }
}
