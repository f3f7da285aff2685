#include <stdlib.h>
#include <string.h>

#include "cpng_context.h"

static void write_bytes(png_structp png, png_bytep from, size_t count) {
  cpng_context *context = png_get_io_ptr(png);
  cpng_buffer *buffer = context->buffer;
  if (count > buffer->capacity - buffer->count) {
    size_t capacity = buffer->capacity < 4096 ? 4096 : buffer->capacity;
    while (capacity - buffer->count < count) capacity += capacity / 2;
    uint8_t *grown = realloc(buffer->bytes, capacity);
    if (!grown) {
      context->status = CPNG_NO_MEMORY;
      png_error(png, "no memory");
    }
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  memcpy(buffer->bytes + buffer->count, from, count);
  buffer->count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

// The one function that libpng's errors jump to.
static void attempt(
  png_structp png, png_infop info, cpng_context *context, const uint8_t *pixels, cpng_shape shape, int level,
  bool filtered, const char *software
) {
  if (setjmp(png_jmpbuf(png))) return;  // the status is set
  png_set_write_fn(png, context, write_bytes, flush_nothing);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_compression_level(png, level);
  if (!filtered) png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_IHDR(
    png, info, shape.width, shape.height, 8, shape.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB,
    PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (software) {
    char key[] = "Software";
    png_text text = {.compression = PNG_TEXT_COMPRESSION_NONE, .key = key, .text = (char *)software};
    png_set_text(png, info, &text, 1);
  }
  png_write_info(png, info);
  const size_t row_bytes = (size_t)shape.width * shape.channels;
  for (uint32_t row = 0; row < shape.height; row++) png_write_row(png, pixels + row * row_bytes);
  png_write_end(png, NULL);
}

cpng_status cpng_encode(
  const uint8_t *pixels, cpng_shape shape, int level, bool filtered, const char *software,
  cpng_buffer *buffer, cpng_message *message
) {
  memset(message, 0, sizeof *message);
  memset(buffer, 0, sizeof *buffer);
  if (level < 0 || level > 9 || (shape.channels != 1 && shape.channels != 3)) return CPNG_MISUSE;
  cpng_context context = {.status = CPNG_OK, .message = message, .buffer = buffer};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &context, cpng_fail, cpng_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (info) {
    attempt(png, info, &context, pixels, shape, level, filtered, software);
  } else {
    context.status = CPNG_NO_MEMORY;
  }
  png_destroy_write_struct(&png, &info);
  return context.status;
}

void cpng_free(cpng_buffer *buffer) {
  free(buffer->bytes);
  memset(buffer, 0, sizeof *buffer);
}
