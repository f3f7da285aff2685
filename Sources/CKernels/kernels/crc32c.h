// CRC-32C: by the instruction of SSE4.2, which x86-64-v3 has, or by eight tables.
#ifndef FERNERY_CK_KERNELS_CRC32C
#define FERNERY_CK_KERNELS_CRC32C

#include "common.h"

#if CK_AVX2

// The instruction takes three cycles and one can begin in each, so long stretches are taken as three lanes, whose
// checksums are then put together: that of a lane is led through as many zero bytes as follow it.
enum { LANE = 4096 };
static uint32_t lane_tables[4][256];
static pthread_once_t lane_tables_once = PTHREAD_ONCE_INIT;

static void make_lane_tables(void) {
  for (int bit = 0; bit < 32; bit++) {
    uint64_t crc = 1u << bit;
    for (int word = 0; word < LANE / 8; word++) {
      crc = _mm_crc32_u64(crc, 0);
    }
    // Leading through zeros is linear: what each byte of a checksum becomes is the sum over its bits.
    for (uint32_t byte = 0; byte < 256; byte++) {
      if (byte >> bit % 8 & 1) {
        lane_tables[bit / 8][byte] ^= (uint32_t)crc;
      }
    }
  }
}

static uint32_t through_lane(uint64_t wide) {
  uint32_t crc = (uint32_t)wide;
  return lane_tables[0][crc & 0xFF] ^ lane_tables[1][crc >> 8 & 0xFF] ^ lane_tables[2][crc >> 16 & 0xFF] ^
         lane_tables[3][crc >> 24];
}

static uint32_t crc_reflected(uint32_t crc, const uint8_t *p, size_t count) {
  uint64_t wide = crc;
  if (count >= 3 * LANE) {
    pthread_once(&lane_tables_once, make_lane_tables);
    for (; count >= 3 * LANE; count -= 3 * LANE, p += 3 * LANE) {
      uint64_t second = 0, third = 0;
      for (size_t place = 0; place < LANE; place += 8) {
        uint64_t words[3];
        memcpy(&words[0], p + place, 8);
        memcpy(&words[1], p + LANE + place, 8);
        memcpy(&words[2], p + 2 * LANE + place, 8);
        wide = _mm_crc32_u64(wide, words[0]);
        second = _mm_crc32_u64(second, words[1]);
        third = _mm_crc32_u64(third, words[2]);
      }
      wide = through_lane(through_lane(wide) ^ second) ^ third;
    }
  }
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

#else

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

static uint32_t crc_reflected(uint32_t crc, const uint8_t *p, size_t count) {
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

#endif

static uint32_t crc32c(uint32_t crc, const void *bytes, size_t count) { return ~crc_reflected(~crc, bytes, count); }

#endif
