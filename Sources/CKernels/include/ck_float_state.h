#ifndef FERNERY_CK_FLOAT_STATE_H
#define FERNERY_CK_FLOAT_STATE_H

#include <stdint.h>

/// Sets this thread's floating-point state to rounding to nearest, with denormals and without traps; returns what it was.
///
/// A thread that is started inherits the state of the one that starts it.
uint64_t ck_float_state_enter(void);

/// Puts a state back.
void ck_float_state_leave(uint64_t state);

#endif
