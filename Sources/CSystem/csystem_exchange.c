#define _GNU_SOURCE
#include "csystem_exchange.h"

#include <errno.h>
#include <stdio.h>
#if defined(__linux__)
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

int csystem_exchange_paths(const char *one, const char *other) {
#if defined(__linux__) && defined(SYS_renameat2)
  // By number, because musl and older C libraries have no wrapper; 2 is RENAME_EXCHANGE.
  return (int)syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, 2u);
#elif defined(__APPLE__)
  return renamex_np(one, other, RENAME_SWAP);
#else
  (void)one, (void)other;
  errno = ENOSYS;
  return -1;
#endif
}
