#ifndef FERNERY_CK_CRC32C_H
#define FERNERY_CK_CRC32C_H

#include <stddef.h>
#include <stdint.h>

#include "ck_levels.h"

/// CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected) of `count` bytes, going on from `crc`, which is 0 at first.
///
/// V3 and V4 use the SSE4.2 instruction; the baseline uses eight tables. All give the same number.
uint32_t ck_crc32c(ck_level level, uint32_t crc, const void *bytes, size_t count);

#endif
