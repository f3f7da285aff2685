// libpng behind functions that always return: libpng reports errors with longjmp, and a longjmp over Swift frames is
// undefined, so every setjmp and everything that may jump to it stays inside one function here.
#ifndef FERNERY_CPNGSHIM_H
#define FERNERY_CPNGSHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How a call ended.
typedef enum cpng_status {
  CPNG_OK = 0,
  CPNG_NOT_PNG = 1,    // the signature is another one
  CPNG_TRUNCATED = 2,  // the bytes end before the picture does
  CPNG_CORRUPT = 3,    // libpng found the bytes to be wrong
  CPNG_TOO_LARGE = 4,  // the declared size exceeds the caller's limit
  CPNG_NO_MEMORY = 5,
  CPNG_MISUSE = 6,     // an argument of the caller's is out of range
} cpng_status;

// libpng's text for the last error, always ended by a zero.
typedef struct cpng_message {
  char text[200];
} cpng_message;

// The size of a decoded picture: 8 bits a channel, rows from the top, channels interleaved.
typedef struct cpng_shape {
  uint32_t height;
  uint32_t width;
  uint32_t channels;  // 1 for grey, 3 for RGB
} cpng_shape;

// Reads the size that `bytes` declare, and refuses one with a side or a number of pixels above the limits.
//
// With `rgb`, grey pictures count three channels. Nothing in proportion to the declared size is allocated.
cpng_status cpng_read_shape(
  const uint8_t *bytes, size_t count, bool rgb, uint32_t maximum_side, uint64_t maximum_pixels, cpng_shape *shape,
  cpng_message *message);

// Decodes `bytes` into `pixels`, which holds height x width x channels of the shape that cpng_read_shape gave.
//
// Palettes and grey of 1, 2 and 4 bits are expanded, 16 bits scaled to 8 by rounding, alpha and tRNS dropped, gamma and
// colour profiles not applied. A wrong checksum of any chunk is an error, and so is a missing end.
cpng_status cpng_decode(
  const uint8_t *bytes, size_t count, bool rgb, cpng_shape shape, uint8_t *pixels, cpng_message *message);

// Bytes that cpng_encode allocated.
typedef struct cpng_buffer {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} cpng_buffer;

// Encodes pixels as grey or RGB of 8 bits, with zlib's `level` of 0 to 9; the caller frees `buffer` whatever the status.
//
// With `filtered` libpng chooses a filter for each row, else rows are compressed as they are. `software` is the text of
// that name in the file; NULL for none.
cpng_status cpng_encode(
  const uint8_t *pixels, cpng_shape shape, int level, bool filtered, const char *software,
  cpng_buffer *buffer, cpng_message *message);

// Frees what cpng_encode allocated.
void cpng_free(cpng_buffer *buffer);

#endif
