// Joining without waiting, which Swift's C library module does not show.
#define _GNU_SOURCE
#include "csystem_join.h"

bool csystem_join_if_ended(pthread_t thread) {
#if defined(__GLIBC__)
  return pthread_tryjoin_np(thread, NULL) == 0;
#else
  (void)thread;
  return false;
#endif
}
