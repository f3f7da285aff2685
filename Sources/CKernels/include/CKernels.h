/// The few hot loops of Fernery in C, one function per instruction-set level.
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
#include "ck_flame.h"
#include "ck_float_state.h"
#include "ck_ipmix_affine.h"
#include "ck_ipmix_average.h"
#include "ck_ipmix_blend.h"
#include "ck_ipmix_enhance.h"
#include "ck_ipmix_final.h"
#include "ck_ipmix_layout.h"
#include "ck_ipmix_points.h"
#include "ck_ipmix_rounds.h"
#include "ck_levels.h"
#include "ck_smoothing.h"
#include "ck_texture.h"
#include "ck_tone.h"

#endif
