// The kernels of one level, which the including unit has set: CK_AVX2, CK_AVX512, and CK_LEVEL_KERNELS, the table's name.
// Private to CKernels.
#include "ck_kernels.h"

#include "average.h"
#include "background.h"
#include "blend.h"
#include "chaos_game.h"
#include "crc32c.h"
#include "crowding.h"
#include "describe.h"
#include "enhance.h"
#include "escape_light.h"
#include "escape_time.h"
#include "final.h"
#include "flame.h"
#include "layout.h"
#include "points.h"
#include "rounds.h"
#include "shear.h"
#include "smoothing.h"
#include "texture.h"
#include "tone.h"
#include "transform.h"

const ck_kernels CK_LEVEL_KERNELS = {
    .chaos_game = {.count = affine_count, .colour = affine_colour, .trace = affine_trace},
    .flame = {.count = flame_count, .colour = flame_colour, .trace = flame_trace},
    .escape_time = escape_time,
    .background = {.gradient_row = gradient_row, .noise_row = noise_row, .paint_row = paint_row},
    .tone = {.list_row = tone_list_row, .levels = tone_levels, .light = tone_light},
    .smooth_row = smooth_row,
    .escape_light_row = escape_light_row,
    .describe = {.mark_changes = mark_changes, .add_row = add_row},
    .crowding = {.add = add_crowding, .nearest = nearest_form, .first_like_texture = first_like_texture},
    .sum_texture = sum_texture,
    .layout = {.split3 = split3, .gather = gather, .scatter = scatter, .gather3 = gather3},
    .points =
        {.keep_bits = keep_bits,
         .solarize = solarize,
         .mirror = mirror_rows,
         .shift = shift_rows,
         .histogram = histogram_of,
         .look_up = look_up,
         .equalizing_table = equalizing_table},
    .affine = {.shear_x = shear_x, .shear_y = shear_y, .transform = transform},
    .enhance =
        {.blend_constant = blend_constant,
         .blend_grey = blend_grey,
         .blend_smooth = blend_smooth,
         .sum_greys = sum_greys,
         .sum_bytes = sum_bytes},
    .blend = {.add = blend_add, .multiply = blend_multiply, .choose = blend_choose},
    .average = {.average = average, .to_bytes = to_bytes},
    .final = {.prepare = final_prepare, .planar = final_planar, .interleaved = final_interleaved},
    .rounds =
        {.load = rounds_load,
         .add = rounds_add,
         .multiply = rounds_multiply,
         .choose = rounds_choose,
         .finish = rounds_finish},
    .crc32c = crc32c,
};
