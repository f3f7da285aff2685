#ifndef FERNERY_ALLOCATION_COUNTER_H
#define FERNERY_ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// Whether this program's allocations can be counted: with glibc alone, and without AddressSanitizer.
bool allocation_counter_works(void);

/// How often memory was asked for since the program's start, by any thread.
uint64_t allocation_count(void);

/// The bytes that are held, as far as the counter knows them.
int64_t allocation_bytes_held(void);

#endif
