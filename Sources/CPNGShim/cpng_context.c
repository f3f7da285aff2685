#include "cpng_context.h"

#include <string.h>

PNG_NORETURN void cpng_fail(png_structp png, png_const_charp text) {
  cpng_context *context = png_get_error_ptr(png);
  if (context->status == CPNG_OK) context->status = CPNG_CORRUPT;
  strncpy(context->message->text, text, sizeof context->message->text - 1);
  png_longjmp(png, 1);
}

void cpng_ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}
