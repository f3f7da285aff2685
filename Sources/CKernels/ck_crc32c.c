#include "ck_crc32c.h"

#include <pthread.h>
#include <string.h>

#if CK_HAS_X86_LEVELS
#include <nmmintrin.h>
#endif

static uint32_t tables[8][256];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static void make_tables(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
    }
    tables[0][byte] = crc;
  }
  for (uint32_t byte = 0; byte < 256; byte++) {
    for (int table = 1; table < 8; table++) {
      uint32_t before = tables[table - 1][byte];
      tables[table][byte] = before >> 8 ^ tables[0][before & 0xFF];
    }
  }
}

static uint32_t crc_baseline(uint32_t crc, const uint8_t *p, size_t count) {
  pthread_once(&tables_once, make_tables);
  for (; count >= 8; count -= 8, p += 8) {
    // By bytes, so that the result does not depend on the machine's order of them.
    uint32_t low = crc ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
    crc = tables[7][low & 0xFF] ^ tables[6][low >> 8 & 0xFF] ^ tables[5][low >> 16 & 0xFF] ^ tables[4][low >> 24] ^
          tables[3][p[4]] ^ tables[2][p[5]] ^ tables[1][p[6]] ^ tables[0][p[7]];
  }
  for (; count > 0; count--, p++) {
    crc = crc >> 8 ^ tables[0][(crc ^ *p) & 0xFF];
  }
  return crc;
}

#if CK_HAS_X86_LEVELS
__attribute__((target("sse4.2"))) static uint32_t crc_sse42(uint32_t crc, const uint8_t *p, size_t count) {
  uint64_t wide = crc;
  for (; count >= 8; count -= 8, p += 8) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = (uint32_t)wide;
  for (; count > 0; count--, p++) {
    crc = _mm_crc32_u8(crc, *p);
  }
  return crc;
}
#endif

uint32_t ck_crc32c(ck_level level, uint32_t crc, const void *bytes, size_t count) {
#if CK_HAS_X86_LEVELS
  if (level != CK_LEVEL_BASELINE) {
    return ~crc_sse42(~crc, bytes, count);
  }
#else
  (void)level;
#endif
  return ~crc_baseline(~crc, bytes, count);
}
