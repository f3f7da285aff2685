/// The C ABI of Fernery: reading stores and mixing their fractals into training pictures.
///
/// Every call returns a `fernery_status`, 0 if all went well; then, and only then, its results are written. A call that
/// fails puts one line that says what is wrong and what to do into `error`, which may be null. No argument ends the
/// process: null pointers, wrong lengths, numbers out of range, closed and foreign handles all give a status.
///
/// Any thread may call anything at any time. A process may fork after using the library, and use it in the child: handles
/// and what they lead to serve there too, and so may threads. Threads are started and joined within the call that asks for them. Arithmetic is
/// done with rounding to nearest and with denormals, whatever the caller's floating-point state is, which is put back.
///
/// Structs begin with their `size` in bytes, set by the caller: a later version, which knows more fields, takes a shorter
/// struct of an earlier one. Lengths are in elements of what they count. Texts are UTF-8 and end with a zero byte.
#ifndef FERNERY_H
#define FERNERY_H

#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#endif

/// Raised by any change that breaks callers.
#define FERNERY_ABI 2u

/// An open store or mixer; 0 is none. The upper half is a generation, so that a closed handle is told from its successor.
typedef uint64_t fernery_handle;

/// The status of a call.
enum {
  FERNERY_OK = 0,
  FERNERY_USAGE = 1,          ///< an argument is wrong
  FERNERY_INVALID_DATA = 2,   ///< what was read is not what it claims to be
  FERNERY_NOT_FOUND = 3,      ///< what should be read does not exist
  FERNERY_UNAVAILABLE = 4,    ///< not in this version or on this machine
  FERNERY_CANNOT_CREATE = 5,  ///< an output cannot be made
  FERNERY_INPUT_OUTPUT = 6,   ///< reading or writing failed
  FERNERY_TEMPORARY = 7,      ///< another process holds what is needed
  FERNERY_PERMISSION = 8,     ///< permissions forbid it
  FERNERY_CONFIGURATION = 9,  ///< a recipe is wrong
  FERNERY_INTERNAL = 10,      ///< a defect of Fernery
  FERNERY_BAD_HANDLE = 11,    ///< closed, foreign, or never opened
  FERNERY_NO_SUCH_ID = 12,    ///< no asset has this id
};
typedef int32_t fernery_status;

/// The error that a call reports.
typedef struct {
  uint32_t size;
  fernery_status status;
  char message[1016];  ///< one line, cut at a whole character where it is longer
} fernery_error;

/// FERNERY_ABI of the library.
uint32_t fernery_abi(void);

/// The library's version, such as "0.1.0": a text that is never freed.
const char *fernery_version(void);

// MARK: - Stores

/// The facts about a store.
typedef struct {
  uint32_t size;
  uint32_t height, width, channels;  ///< of every asset, 8 bits a channel
  uint64_t first_id;                 ///< ids are first_id ... first_id + count - 1
  uint64_t count;                    ///< of an unsealed store, as many as are committed now
  uint64_t seed;
  uint32_t renderer_version;
  uint32_t is_sealed;                ///< 1 once the store is finished and never changes any more
  uint8_t root[32];                  ///< the Merkle root; zeros while the store is unsealed
  uint8_t plan_hash[32];
} fernery_store_info;

/// Opens the store in the folder `path`; O(1).
fernery_status fernery_store_open(const char *path, fernery_handle *store, fernery_error *error);

/// Closes a store: its handle and all pointers into it end. A mixer made from it goes on.
fernery_status fernery_store_close(fernery_handle store, fernery_error *error);

fernery_status fernery_store_describe(fernery_handle store, fernery_store_info *info, fernery_error *error);

/// The pixels of an asset in the memory map of a sealed store, without a copy: rows from the top, channels interleaved.
///
/// They must not be written, and hold until the store is closed, in a forked child too. FERNERY_UNAVAILABLE if the store
/// is not sealed: use fernery_store_fill.
fernery_status fernery_store_pixels(
    fernery_handle store, uint64_t id, const uint8_t **pixels, uint64_t *length, fernery_error *error);

/// Copies the pictures of `ids`, in any order and also several times, one behind another into `pixels`.
///
/// `length` must be count * height * width * channels; `threads` (at least 1) is the most that are used.
fernery_status fernery_store_fill(
    fernery_handle store, const uint64_t *ids, uint64_t count, uint8_t *pixels, uint64_t length, uint32_t threads,
    fernery_error *error);

/// Writes an asset's record, canonical JSON, without a zero byte, and its `length`.
///
/// If `capacity` is too small, only `length` is written and the call succeeds: call again with enough room.
fernery_status fernery_store_record(
    fernery_handle store, uint64_t id, char *json, uint64_t capacity, uint64_t *length, fernery_error *error);

/// Finds the ids of assets by their attributes, as `fernery store list` does.
///
/// `where` is a condition such as "fill>0.3 and family=affine", null or empty for all; `sort` an attribute, null or empty
/// for the order of ids. Writes at most `capacity` ids, and how many there are to `count`.
fernery_status fernery_store_query(
    fernery_handle store, const char *where, const char *sort, uint32_t descending, uint64_t *ids, uint64_t capacity,
    uint64_t *count, fernery_error *error);

// MARK: - Mixing

/// The order of a picture's values in memory: HWC or CHW.
enum { FERNERY_INTERLEAVED, FERNERY_PLANAR };
/// The type of results.
enum { FERNERY_FLOAT32, FERNERY_UINT8 };

/// Makes a mixer of a store's fractals by a recipe, for one seed. It keeps the store for as long as it lives.
///
/// `recipe` is JSON with the keys of a recipe's YAML (Presets/mixing), up to 64 KiB. The store must be sealed. Its views
/// (`fernery store view`) are used where they fit.
fernery_status fernery_mixer_open(
    fernery_handle store, const char *recipe, uint64_t seed, fernery_handle *mixer, fernery_error *error);

fernery_status fernery_mixer_close(fernery_handle mixer, fernery_error *error);

/// Pictures to mix, and where the results go.
typedef struct {
  uint32_t size;
  uint32_t epoch;
  uint32_t height, width, channels;  ///< of every picture: sides 8...1024, channels 1 or 3
  uint32_t image_order;              ///< FERNERY_INTERLEAVED or FERNERY_PLANAR
  uint64_t count;
  const uint8_t *const *images;      ///< `count` pictures of height * width * channels bytes
  const uint64_t *indices;           ///< `count` numbers of the samples in their data set
  uint32_t views;                    ///< 0: the clean picture; 1: the mixed view 0; 3: the clean picture and views 1, 2
  uint32_t crop_padding;             ///< random crop from a picture with so many zeros around it, 0...64; 0 for none
  uint32_t flip;                     ///< 1 to mirror with chance 1/2
  uint32_t output_order;             ///< FERNERY_INTERLEAVED or FERNERY_PLANAR
  uint32_t output_type;              ///< FERNERY_FLOAT32 (normalised) or FERNERY_UINT8 (normalisation undone)
  uint32_t threads;                  ///< at least 1
  void *output;                      ///< [view][sample][values of a picture], views 0 counting as one
  uint64_t output_length;            ///< in values
} fernery_batch;

/// Mixes a batch. The result for a picture depends on (seed, epoch, index, view) and on the picture alone: not on the batch
/// that it is in, its order, or the number of threads. Crop and flip are equal for all views of a sample.
fernery_status fernery_mixer_mix(fernery_handle mixer, const fernery_batch *batch, fernery_error *error);

// MARK: - Plans

/// The plan of fernery_mixer_mix for one view of a sample, as JSON (Store/PLANS.md) without a zero byte, and its
/// `length`.
///
/// If `capacity` is too small, only `length` is written and the call succeeds: call again with enough room.
fernery_status fernery_mixer_plan(
    fernery_handle mixer, uint32_t epoch, uint64_t index, uint32_t view, uint32_t height, uint32_t width,
    uint32_t channels, char *json, uint64_t capacity, uint64_t *length, fernery_error *error);

/// Cuts the mixing picture that a plan chose out of the mixer's store: height * width * channels bytes, channels
/// interleaved.
///
/// `plan` is JSON, up to 256 MiB, for pictures of this shape.
fernery_status fernery_mixer_picture(
    fernery_handle mixer, const char *plan, uint32_t height, uint32_t width, uint32_t channels, uint8_t *pixels,
    fernery_error *error);

/// Does what a plan says to one picture, without a store.
///
/// `plan` is JSON, up to 256 MiB, for pictures of this shape. `image` and `mixing_picture` are in the order `image_order`;
/// `mixing_picture` is the crop, and may be null where no step takes it. `output` has room for as many float32 values as the
/// picture has.
fernery_status fernery_plan_apply(
    const char *plan, uint32_t height, uint32_t width, uint32_t channels, const uint8_t *image,
    const uint8_t *mixing_picture, uint32_t image_order, uint32_t output_order, float *output, fernery_error *error);

#if defined(__cplusplus)
}
#endif

#endif
