#ifndef FERNERY_CK_MEMORY_H
#define FERNERY_CK_MEMORY_H

#include <stddef.h>

/// Has the allocator keep freed memory for later instead of giving it back to the system at once.
///
/// A batch of pictures is freed and allocated again every second: giving its pages back means that each is faulted in
/// and cleared anew. Does nothing where the C library has no such setting.
void ck_keep_freed_memory(void);

/// Has the processor bring memory into its second-level cache while it does something else; a hint, also for memory that
/// will be written. Addresses that are not there are ignored.
void ck_prefetch(const void *start, size_t count);

#endif
