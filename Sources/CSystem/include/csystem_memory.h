#ifndef FERNERY_CSYSTEM_MEMORY_H
#define FERNERY_CSYSTEM_MEMORY_H

/// Has the allocator keep freed memory for later instead of giving it back to the system at once.
///
/// A batch of pictures is freed and allocated again every second: giving its pages back means that each is faulted in
/// and cleared anew. Does nothing where the C library has no such setting.
void csystem_keep_freed_memory(void);

#endif
