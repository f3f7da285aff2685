// Ends, stops or disturbs a process at a counted step of its work on files, for tests of what it leaves behind.
//
// Loaded by LD_PRELOAD (Linux only). A step is a call that changes names or lengths, locks, or writes onto the disk.
// FERNERY_STEP is the number of the step, from 1; before it FERNERY_STEP_ACTION happens: `kill`, `stop`, or an errno that
// the call fails with. FERNERY_STEP_COUNT names a file that gets the number of all steps when the process ends by itself.
// Children do as they always do. FERNERY_NO_EXCHANGE is an errno that every exchange of two names fails with.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long steps;
static long wanted;
static int failure, no_exchange;
static const char *action, *count_path;

__attribute__((constructor)) static void begin(void) {
  const char *step = getenv("FERNERY_STEP"), *exchange = getenv("FERNERY_NO_EXCHANGE");
  wanted = step ? atol(step) : 0;
  no_exchange = exchange ? atoi(exchange) : 0;
  action = getenv("FERNERY_STEP_ACTION");
  failure = action ? atoi(action) : 0;
  count_path = getenv("FERNERY_STEP_COUNT");
  // Copies, because the environment is about to lose them.
  if (action) action = strdup(action);
  if (count_path) count_path = strdup(count_path);
  unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void end(void) {
  if (!count_path) return;
  char text[32];
  int count = snprintf(text, sizeof text, "%ld\n", atomic_load(&steps));
  int file = (int)syscall(SYS_openat, AT_FDCWD, count_path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0) (void)!syscall(SYS_write, file, text, count);
}

// Whether the call shall fail.
static int step(void) {
  if (atomic_fetch_add(&steps, 1) + 1 != wanted || !action) return 0;
  if (strcmp(action, "kill") == 0) syscall(SYS_kill, getpid(), SIGKILL);
  if (strcmp(action, "stop") == 0) syscall(SYS_kill, getpid(), SIGSTOP);
  if (failure == 0) return 0;
  errno = failure;
  return 1;
}

#define STEP(call) return step() ? -1 : (int)(call)

int rename(const char *a, const char *b) { STEP(syscall(SYS_renameat, AT_FDCWD, a, AT_FDCWD, b)); }
int renameat(int x, const char *a, int y, const char *b) { STEP(syscall(SYS_renameat, x, a, y, b)); }
int unlink(const char *a) { STEP(syscall(SYS_unlinkat, AT_FDCWD, a, 0)); }
int unlinkat(int x, const char *a, int flags) { STEP(syscall(SYS_unlinkat, x, a, flags)); }
int rmdir(const char *a) { STEP(syscall(SYS_unlinkat, AT_FDCWD, a, AT_REMOVEDIR)); }
int mkdir(const char *a, mode_t mode) { STEP(syscall(SYS_mkdirat, AT_FDCWD, a, mode)); }
int link(const char *a, const char *b) { STEP(syscall(SYS_linkat, AT_FDCWD, a, AT_FDCWD, b, 0)); }
int fsync(int file) { STEP(syscall(SYS_fsync, file)); }
int fdatasync(int file) { STEP(syscall(SYS_fdatasync, file)); }
int ftruncate(int file, off_t size) { STEP(syscall(SYS_ftruncate, file, size)); }
int ftruncate64(int file, off64_t size) { STEP(syscall(SYS_ftruncate, file, size)); }
int flock(int file, int operation) { STEP(syscall(SYS_flock, file, operation)); }

#define OPEN(folder)                                                  \
  mode_t mode = 0;                                                    \
  if (flags & O_CREAT) {                                              \
    va_list rest;                                                     \
    va_start(rest, flags);                                            \
    mode = va_arg(rest, mode_t);                                      \
    va_end(rest);                                                     \
    if (step()) return -1;                                            \
  }                                                                   \
  return (int)syscall(SYS_openat, folder, path, flags, mode)

int open(const char *path, int flags, ...) { OPEN(AT_FDCWD); }
int open64(const char *path, int flags, ...) { OPEN(AT_FDCWD); }
int openat(int folder, const char *path, int flags, ...) { OPEN(folder); }
int openat64(int folder, const char *path, int flags, ...) { OPEN(folder); }

// Exchanges are called by number.
long syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long a = va_arg(rest, long), b = va_arg(rest, long), c = va_arg(rest, long), d = va_arg(rest, long);
  long e = va_arg(rest, long), f = va_arg(rest, long);
  va_end(rest);
  static long (*next)(long, ...);
  if (!next) next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  if (number == SYS_renameat2) {
    if (step()) return -1;
    if (no_exchange) {
      errno = no_exchange;
      return -1;
    }
  }
  return next(number, a, b, c, d, e, f);
}
