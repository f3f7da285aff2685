#define _GNU_SOURCE
#include "csystem_writing.h"

#include <fcntl.h>

void csystem_begin_writing(int descriptor) {
#if defined(__linux__)
  // From 0 with a length of 0: up to the end of the file.
  sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
  (void)descriptor;
#endif
}
