// Fails, or kills the process at, one numbered call of the system, for tests of what is left then.
//
// Loaded by LD_PRELOAD (Linux only). Calls of the functions below are numbered from 1; processes that it starts are left
// alone. FERNERY_FAULT_LOG is a file that gets a line for each: its function's name. FERNERY_FAULT_AT is the number of a
// call; FERNERY_FAULT_CODE is the errno that it fails with, or `kill`, or `after` to kill the process once the call was
// made.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long fault_at;
static int fault_code, kills_before, kills_after, log_file = -1;

__attribute__((constructor)) static void prepare(void) {
  const char *at = getenv("FERNERY_FAULT_AT"), *code = getenv("FERNERY_FAULT_CODE"), *log = getenv("FERNERY_FAULT_LOG");
  // The children of the process under test work undisturbed.
  unsetenv("LD_PRELOAD");
  if (log) log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (!at || !code) return;
  fault_at = atol(at);
  kills_before = strcmp(code, "kill") == 0;
  kills_after = strcmp(code, "after") == 0;
  fault_code = kills_before || kills_after ? 0 : atoi(code);
}

// Numbers a call; whether it is the one that fails, with errno set.
static int fails(const char *name, long *number) {
  *number = atomic_fetch_add(&calls, 1) + 1;
  if (log_file >= 0) {
    char line[64];
    int count = snprintf(line, sizeof line, "%s\n", name);
    syscall(SYS_write, log_file, line, (size_t)count);
  }
  if (*number != fault_at) return 0;
  if (kills_before) syscall(SYS_kill, getpid(), SIGKILL);
  if (kills_after) return 0;
  errno = fault_code;
  return 1;
}

static void made(long number) {
  if (kills_after && number == fault_at) syscall(SYS_kill, getpid(), SIGKILL);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define CALL(type, name, failed, ...) \
  static __typeof__(&name) next; \
  if (!next) next = NEXT(name); \
  long number; \
  if (fails(#name, &number)) return failed; \
  type result = next(__VA_ARGS__); \
  made(number); \
  return result;

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags) CALL(int, open, -1, path, flags, mode) }
int open64(const char *path, int flags, ...) { MODE(flags) CALL(int, open64, -1, path, flags, mode) }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) CALL(int, openat, -1, folder, path, flags, mode) }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) CALL(int, openat64, -1, folder, path, flags, mode) }
ssize_t read(int fd, void *bytes, size_t count) { CALL(ssize_t, read, -1, fd, bytes, count) }
ssize_t pread(int fd, void *bytes, size_t count, off_t offset) { CALL(ssize_t, pread, -1, fd, bytes, count, offset) }
ssize_t pread64(int fd, void *bytes, size_t count, off_t offset) { CALL(ssize_t, pread64, -1, fd, bytes, count, offset) }
ssize_t write(int fd, const void *bytes, size_t count) { CALL(ssize_t, write, -1, fd, bytes, count) }
ssize_t writev(int fd, const struct iovec *parts, int count) { CALL(ssize_t, writev, -1, fd, parts, count) }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { CALL(ssize_t, pwrite, -1, fd, bytes, count, offset) }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) { CALL(ssize_t, pwrite64, -1, fd, bytes, count, offset) }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { CALL(ssize_t, pwritev, -1, fd, parts, count, offset) }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t offset) { CALL(ssize_t, pwritev64, -1, fd, parts, count, offset) }
int fsync(int fd) { CALL(int, fsync, -1, fd) }
int fdatasync(int fd) { CALL(int, fdatasync, -1, fd) }
int ftruncate(int fd, off_t size) { CALL(int, ftruncate, -1, fd, size) }
int ftruncate64(int fd, off_t size) { CALL(int, ftruncate64, -1, fd, size) }
int truncate(const char *path, off_t size) { CALL(int, truncate, -1, path, size) }
int posix_fallocate(int fd, off_t offset, off_t count) { CALL(int, posix_fallocate, errno, fd, offset, count) }
int posix_fallocate64(int fd, off_t offset, off_t count) { CALL(int, posix_fallocate64, errno, fd, offset, count) }
int rename(const char *from, const char *to) { CALL(int, rename, -1, from, to) }
int renameat(int one, const char *from, int other, const char *to) { CALL(int, renameat, -1, one, from, other, to) }
int link(const char *from, const char *to) { CALL(int, link, -1, from, to) }
int linkat(int one, const char *from, int other, const char *to, int flags) { CALL(int, linkat, -1, one, from, other, to, flags) }
int unlink(const char *path) { CALL(int, unlink, -1, path) }
int unlinkat(int folder, const char *path, int flags) { CALL(int, unlinkat, -1, folder, path, flags) }
int mkdir(const char *path, mode_t mode) { CALL(int, mkdir, -1, path, mode) }
int mkdirat(int folder, const char *path, mode_t mode) { CALL(int, mkdirat, -1, folder, path, mode) }
int rmdir(const char *path) { CALL(int, rmdir, -1, path) }
int stat(const char *path, struct stat *status) { CALL(int, stat, -1, path, status) }
int lstat(const char *path, struct stat *status) { CALL(int, lstat, -1, path, status) }
int fstat(int fd, struct stat *status) { CALL(int, fstat, -1, fd, status) }
int fstatat(int folder, const char *path, struct stat *status, int flags) { CALL(int, fstatat, -1, folder, path, status, flags) }
DIR *opendir(const char *path) { CALL(DIR *, opendir, NULL, path) }
DIR *fdopendir(int fd) { CALL(DIR *, fdopendir, NULL, fd) }
struct dirent *readdir(DIR *folder) { CALL(struct dirent *, readdir, NULL, folder) }
int flock(int fd, int operation) { CALL(int, flock, -1, fd, operation) }
int fchmod(int fd, mode_t mode) { CALL(int, fchmod, -1, fd, mode) }
char *realpath(const char *path, char *resolved) { CALL(char *, realpath, NULL, path, resolved) }
void *mmap(void *address, size_t count, int protection, int flags, int fd, off_t offset) {
  // Maps without a file are the allocator's own.
  if (fd < 0) return (void *)syscall(SYS_mmap, address, count, protection, flags, fd, offset);
  CALL(void *, mmap, MAP_FAILED, address, count, protection, flags, fd, offset)
}
int pipe(int ends[2]) { CALL(int, pipe, -1, ends) }
int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[]) {
  CALL(int, posix_spawn, errno, pid, path, actions, attributes, arguments, environment)
}

// Exchanges of folders are called by number.
long syscall(long call, ...) {
  va_list rest;
  va_start(rest, call);
  long a = va_arg(rest, long), b = va_arg(rest, long), c = va_arg(rest, long), d = va_arg(rest, long);
  long e = va_arg(rest, long), f = va_arg(rest, long);
  va_end(rest);
  static long (*next)(long, ...);
  if (!next) next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  if (call != SYS_renameat2) return next(call, a, b, c, d, e, f);
  long number;
  if (fails("renameat2", &number)) return -1;
  long result = next(call, a, b, c, d, e, f);
  made(number);
  return result;
}
