#include "ck_float_state.h"

#if defined(__x86_64__)

#include <xmmintrin.h>

uint64_t ck_float_state_enter(void) {
  const unsigned state = _mm_getcsr();
  // All exceptions masked, none raised, to nearest, neither flush-to-zero nor denormals-are-zero.
  if (state != 0x1f80) _mm_setcsr(0x1f80);
  return state;
}

void ck_float_state_leave(uint64_t state) { _mm_setcsr((unsigned)state); }

#elif defined(__aarch64__)

uint64_t ck_float_state_enter(void) {
  uint64_t state;
  __asm__ volatile("mrs %0, fpcr" : "=r"(state));
  if (state != 0) __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)0));
  return state;
}

void ck_float_state_leave(uint64_t state) { __asm__ volatile("msr fpcr, %0" : : "r"(state)); }

#else
#error "no way is known to set this processor's floating-point state"
#endif
