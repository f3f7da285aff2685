#include <string.h>

#include "cpng_context.h"

// Ancillary chunks are skipped, so their size needs no room; this bounds what a palette or a hostile chunk may ask for.
enum { maximum_chunk_bytes = 8 << 20 };

static void read_bytes(png_structp png, png_bytep into, size_t count) {
  cpng_context *context = png_get_io_ptr(png);
  if (count > context->left) {
    context->status = CPNG_TRUNCATED;
    png_error(png, "the file ends too early");
  }
  memcpy(into, context->next, count);
  context->next += count;
  context->left -= count;
}

// Everything before the rows: reads up to the first IDAT and sets the conversions. May jump.
static void read_header(png_structp png, png_infop info, cpng_context *context, bool rgb) {
  png_set_read_fn(png, context, read_bytes);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // the caller's limits follow, with a status of their own
  png_set_chunk_malloc_max(png, maximum_chunk_bytes);
  // A negative count: skip every chunk but IHDR, PLTE, tRNS, IDAT and IEND.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(png, info);

  const int colour = png_get_color_type(png, info);
  if (png_get_bit_depth(png, info) == 16) png_set_scale_16(png);
  if (colour == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (colour == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  if (rgb && !(colour & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png);
  png_set_strip_alpha(png);
}

static cpng_shape declared_shape(png_structp png, png_infop info, bool rgb) {
  const bool grey = !(png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR);
  return (cpng_shape){
    .height = png_get_image_height(png, info),
    .width = png_get_image_width(png, info),
    .channels = grey && !rgb ? 1 : 3,
  };
}

// Reads the rows into `pixels` and then the rest of the file. May jump.
static void read_rows(png_structp png, png_infop info, cpng_shape shape, uint8_t *pixels) {
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  const size_t row_bytes = (size_t)shape.width * shape.channels;
  if (png_get_rowbytes(png, info) != row_bytes) png_error(png, "the row's size is not the one expected");
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t row = 0; row < shape.height; row++) png_read_row(png, pixels + row * row_bytes, NULL);
  }
  png_read_end(png, NULL);
}

// The facts that one pass over a file finds out.
typedef struct job {
  bool rgb;
  cpng_shape shape;  // out: as declared
  uint8_t *pixels;   // where the rows go; NULL for the shape alone
} job;

// The one function that libpng's errors jump to. What changes after setjmp lives behind pointers, as C demands.
static void attempt(png_structp png, png_infop info, cpng_context *context, job *job) {
  if (setjmp(png_jmpbuf(png))) return;  // the status is set
  read_header(png, info, context, job->rgb);
  const cpng_shape expected = job->shape;
  job->shape = declared_shape(png, info, job->rgb);
  if (!job->pixels) return;
  if (memcmp(&expected, &job->shape, sizeof expected) != 0) {
    context->status = CPNG_MISUSE;
    return;
  }
  read_rows(png, info, expected, job->pixels);
}

static cpng_status run(const uint8_t *bytes, size_t count, job *job, cpng_message *message) {
  memset(message, 0, sizeof *message);
  if (count == 0 || png_sig_cmp(bytes, 0, count < 8 ? count : 8) != 0) return CPNG_NOT_PNG;
  cpng_context context = {.status = CPNG_OK, .message = message, .next = bytes, .left = count};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &context, cpng_fail, cpng_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (info) {
    attempt(png, info, &context, job);
  } else {
    context.status = CPNG_NO_MEMORY;
  }
  png_destroy_read_struct(&png, &info, NULL);
  return context.status;
}

cpng_status cpng_read_shape(
  const uint8_t *bytes, size_t count, bool rgb, uint32_t maximum_side, uint64_t maximum_pixels, cpng_shape *shape,
  cpng_message *message
) {
  job job = {.rgb = rgb};
  const cpng_status status = run(bytes, count, &job, message);
  *shape = job.shape;
  if (status != CPNG_OK) return status;
  const bool small = shape->height <= maximum_side && shape->width <= maximum_side
    && (uint64_t)shape->height * shape->width <= maximum_pixels;
  return small ? CPNG_OK : CPNG_TOO_LARGE;
}

cpng_status cpng_decode(
  const uint8_t *bytes, size_t count, bool rgb, cpng_shape shape, uint8_t *pixels, cpng_message *message
) {
  job job = {.rgb = rgb, .shape = shape, .pixels = pixels};
  return run(bytes, count, &job, message);
}
