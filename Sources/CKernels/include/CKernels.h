/// The few hot loops of Fernery in C, one function per instruction-set level, and what Swift cannot call of the system.
///
/// This module is an implementation detail: FractalCore, FractalRendering, FractalSearch, StoreReader, StoreWriter and
/// IPMix wrap it, and it promises no stable interface.
#ifndef FERNERY_CKERNELS_H
#define FERNERY_CKERNELS_H

#include "ck_background.h"
#include "ck_chaos_game.h"
#include "ck_crc32c.h"
#include "ck_crowding.h"
#include "ck_describe.h"
#include "ck_elementary.h"
#include "ck_escape_light.h"
#include "ck_escape_time.h"
#include "ck_exchange.h"
#include "ck_flame.h"
#include "ck_float_state.h"
#include "ck_fork.h"
#include "ck_ipmix_affine.h"
#include "ck_ipmix_average.h"
#include "ck_ipmix_blend.h"
#include "ck_ipmix_enhance.h"
#include "ck_ipmix_final.h"
#include "ck_ipmix_layout.h"
#include "ck_ipmix_points.h"
#include "ck_ipmix_rounds.h"
#include "ck_join.h"
#include "ck_levels.h"
#include "ck_memory.h"
#include "ck_processors.h"
#include "ck_smoothing.h"
#include "ck_texture.h"
#include "ck_tone.h"
#include "ck_writing.h"

#endif
