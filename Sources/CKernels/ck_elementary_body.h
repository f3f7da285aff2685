// Elementary functions on arrays: included once a level.
#include "ck_vector.h"

#define elementary CK_LEVEL_NAME(elementary)
static void elementary(ck_function function, size_t count, const float *x, const float *y, float *result) {
  for (size_t first = 0; first < count; first += CK_LANES) {
    size_t length = (count - first < CK_LANES ? count - first : CK_LANES) * sizeof(float);
    ck_f16 u = {0}, v = {0}, w = {0};
    memcpy(&u, x + first, length);
    if (y) memcpy(&v, y + first, length);
    switch (function) {
      case CK_SIN: w = sine_and_cosine(u).sin; break;
      case CK_COS: w = sine_and_cosine(u).cos; break;
      case CK_ATAN2: w = angle_of(u, v); break;
      case CK_EXP: w = exponential(u); break;
      case CK_LOG: w = logarithm(u); break;
      case CK_POW: w = power_of(u, v); break;
      case CK_SQRT: w = square_root(u); break;
    }
    memcpy(result + first, &w, length);
  }
}
#undef elementary
#include "ck_vector_end.h"
