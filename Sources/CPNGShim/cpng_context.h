// The state that libpng's callbacks share with the function that called it.
#ifndef FERNERY_CPNG_CONTEXT_H
#define FERNERY_CPNG_CONTEXT_H

#include <png.h>

#include "CPNGShim.h"

typedef struct cpng_context {
  cpng_status status;  // what to return after a jump; callbacks that know better than "corrupt" set it first
  cpng_message *message;
  // Decoding: what is left to read.
  const uint8_t *next;
  size_t left;
  // Encoding: what was written.
  cpng_buffer *buffer;
} cpng_context;

// libpng's error handler: keeps the text and jumps to the setjmp of the calling function.
PNG_NORETURN void cpng_fail(png_structp png, png_const_charp text);

// libpng's warning handler: a decoder that goes on has nothing to say.
void cpng_ignore(png_structp png, png_const_charp text);

#endif
