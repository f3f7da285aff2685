/// The few hot loops of Fernery in C, a table of functions an instruction-set level, and what Swift cannot call of the system.
///
/// This module is an implementation detail: FractalCore, FractalRendering, FractalSearch, StoreReader, StoreWriter and
/// IPMix wrap it, and it promises no stable interface.
#ifndef FERNERY_CKERNELS_H
#define FERNERY_CKERNELS_H

#include "ck_exchange.h"
#include "ck_float_state.h"
#include "ck_fork.h"
#include "ck_formulas.h"
#include "ck_join.h"
#include "ck_kernels.h"
#include "ck_memory.h"
#include "ck_processors.h"
#include "ck_writing.h"

#endif
