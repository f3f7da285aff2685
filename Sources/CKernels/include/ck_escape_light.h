#ifndef FERNERY_CK_ESCAPE_LIGHT_H
#define FERNERY_CK_ESCAPE_LIGHT_H

#include <stddef.h>
#include <stdint.h>

#include "ck_escape_time.h"

/// The sources of light and colour of an escape-time sample; one that never escapes has the trap only.
typedef enum {
  CK_LIGHT_TRAP = 0,      ///< the trap, the trap
  CK_LIGHT_BY_COUNT = 1,  ///< the trap, the count
  CK_LIGHT_COUNT = 2,     ///< the count, the count
} ck_escape_light;

/// The tables by which samples become light; colours are red, green, blue and a number without meaning.
typedef struct {
  int32_t light;                ///< a ck_escape_light
  const float *distance_ranks;  ///< the share of distances below each of CK_RANK_BINS bins, and 1
  const float *count_ranks;     ///< the same of smooth counts
  const float *fractions;       ///< of the smooth count, 64 an octave of |z|^2 from the bailout's on
  int32_t fraction_count;
  const float (*levels)[2];   ///< of nearness in 1,024ths, the brightness and how far it goes towards white
  const float (*colours)[4];  ///< of hue in 1,023rds, linear light within 0 and 1
  const float *linear;        ///< for each byte its linear light
  const uint8_t *encoded;     ///< for each of 4,096 steps of linear light its byte
} ck_escape_tables;

#endif
