/// The few hot loops of Fernery in C: a table of functions for each instruction-set level, and scalar formulas.
///
/// This module is an implementation detail: FractalCore, FractalRendering, FractalSearch, StoreReader, StoreWriter and
/// IPMix wrap it, and it promises no stable interface.
#ifndef FERNERY_CKERNELS_H
#define FERNERY_CKERNELS_H

#include "ck_float_state.h"
#include "ck_formulas.h"
#include "ck_kernels.h"

#endif
