#include "csystem_memory.h"

#include <stdlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

void csystem_keep_freed_memory(void) {
#if defined(__GLIBC__)
  // The largest picture and LMDB's copy of it come from the heap, whose free end stays up to 256 MiB.
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}
