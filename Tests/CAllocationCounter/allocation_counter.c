// Stands in front of the C library's allocator: a program that is linked with this file, and every library that it loads,
// takes its memory through these functions.
#define _GNU_SOURCE
#include "allocation_counter.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

// AddressSanitizer has an allocator of its own in the same place.
#if defined(__GLIBC__) && !__has_feature(address_sanitizer)

#include <malloc.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static atomic_uint_fast64_t count;
static atomic_int_fast64_t held;

static void *counted(void *memory) {
  atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
  if (memory != NULL) atomic_fetch_add_explicit(&held, (int64_t)malloc_usable_size(memory), memory_order_relaxed);
  return memory;
}

static void forget(void *memory) {
  if (memory != NULL) atomic_fetch_sub_explicit(&held, (int64_t)malloc_usable_size(memory), memory_order_relaxed);
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) { return counted(__libc_calloc(number, size)); }

void *realloc(void *memory, size_t size) {
  forget(memory);
  return counted(__libc_realloc(memory, size));
}

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
  void *result = memalign(alignment, size);
  if (result == NULL) return ENOMEM;
  *memory = result;
  return 0;
}

void free(void *memory) {
  forget(memory);
  __libc_free(memory);
}

bool allocation_counter_works(void) { return true; }
uint64_t allocation_count(void) { return atomic_load(&count); }
int64_t allocation_bytes_held(void) { return atomic_load(&held); }

#else

bool allocation_counter_works(void) { return false; }
uint64_t allocation_count(void) { return 0; }
int64_t allocation_bytes_held(void) { return 0; }

#endif
