// Records what a process writes beneath a folder, and when it makes that last, for tests that replay a loss of power.
//
// Loaded by LD_PRELOAD (Linux only). FERNERY_RECORD_ROOT is the folder, FERNERY_RECORD_LOG the file that records go to.
// A record: u32 operation, u32 flags, u64 inode, u64 offset, u32 bytes of path, u32 bytes of second path, u64 bytes of
// data; then both paths and the data. Operations: 1 a name is made, 2 write (flag 1: synchronous), 3 sync of a file,
// 4 truncation to `offset`, 5 rename, 6 folder is made, 7 name is removed, 8 sync of a folder, 9 acknowledgement.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -2;
static const char *root;

static int ready(void) {
  if (log_fd == -2) {
    const char *path = getenv("FERNERY_RECORD_LOG");
    root = getenv("FERNERY_RECORD_ROOT");
    log_fd = path && root ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
  }
  return log_fd >= 0;
}

static void put(const void *bytes, size_t count) {
  const char *p = bytes;
  while (count > 0) {
    long wrote = syscall(SYS_write, log_fd, p, count);
    if (wrote <= 0) abort();
    p += wrote;
    count -= (size_t)wrote;
  }
}

static void record(uint32_t op, uint32_t flags, uint64_t inode, uint64_t offset, const char *path, const char *other,
                   const struct iovec *data, int parts, size_t count) {
  struct { uint32_t op, flags; uint64_t inode, offset; uint32_t path, other; uint64_t data; } head = {
      op, flags, inode, offset, path ? (uint32_t)strlen(path) : 0, other ? (uint32_t)strlen(other) : 0, count};
  pthread_mutex_lock(&lock);
  put(&head, sizeof head);
  if (path) put(path, head.path);
  if (other) put(other, head.other);
  for (int i = 0; i < parts && count > 0; i++) {
    size_t n = data[i].iov_len < count ? data[i].iov_len : count;
    put(data[i].iov_base, n);
    count -= n;
  }
  pthread_mutex_unlock(&lock);
}

// The path of an open file if it lies beneath the root.
static const char *path_of(int fd, char *buffer, struct stat *status) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t count = readlink(link, buffer, PATH_MAX - 1);
  if (count <= 0) return NULL;
  buffer[count] = 0;
  if (strncmp(buffer, root, strlen(root)) != 0 || fstat(fd, status) != 0) return NULL;
  return buffer;
}

static int beneath(const char *path) { return strncmp(path, root, strlen(root)) == 0; }

static void wrote(int fd, off_t offset, const struct iovec *parts, int count, ssize_t bytes) {
  char path[PATH_MAX];
  struct stat status;
  if (bytes <= 0 || !ready() || fd == log_fd || !path_of(fd, path, &status) || !S_ISREG(status.st_mode)) return;
  const char *name = strrchr(path, '/');
  int is_ack = name && strcmp(name, "/acks") == 0;
  int flags = fcntl(fd, F_GETFL);
  record(is_ack ? 9 : 2, (flags & (O_DSYNC | O_SYNC)) != 0, status.st_ino, (uint64_t)offset, path, NULL, parts, count,
         (size_t)bytes);
}

static void synced(int fd) {
  char path[PATH_MAX];
  struct stat status;
  if (!ready() || !path_of(fd, path, &status)) return;
  record(S_ISDIR(status.st_mode) ? 8 : 3, 0, status.st_ino, 0, path, NULL, NULL, 0, 0);
}

static int opened(int fd, int existed) {
  char path[PATH_MAX];
  struct stat status;
  if (fd >= 0 && !existed && ready() && path_of(fd, path, &status) && S_ISREG(status.st_mode))
    record(1, 0, status.st_ino, 0, path, NULL, NULL, 0, 0);
  return fd;
}

static int open_any(int folder, const char *path, int flags, mode_t mode) {
  struct stat status;
  int existed = !(flags & O_CREAT) || fstatat(folder, path, &status, 0) == 0;
  int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (fd >= 0 && existed && (flags & O_TRUNC) && ready()) {
    char buffer[PATH_MAX];
    if (path_of(fd, buffer, &status)) record(4, 0, status.st_ino, 0, buffer, NULL, NULL, 0, 0);
  }
  return opened(fd, existed);
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & O_CREAT) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }

ssize_t write(int fd, const void *bytes, size_t count) {
  off_t offset = lseek(fd, 0, SEEK_CUR);
  ssize_t done = syscall(SYS_write, fd, bytes, count);
  int code = errno;
  struct iovec part = {(void *)bytes, count};
  wrote(fd, offset, &part, 1, done);
  errno = code;
  return done;
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  off_t offset = lseek(fd, 0, SEEK_CUR);
  ssize_t done = syscall(SYS_writev, fd, parts, count);
  int code = errno;
  wrote(fd, offset, parts, count, done);
  errno = code;
  return done;
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  ssize_t done = syscall(SYS_pwrite64, fd, bytes, count, offset);
  int code = errno;
  struct iovec part = {(void *)bytes, count};
  wrote(fd, offset, &part, 1, done);
  errno = code;
  return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return pwrite64(fd, bytes, count, offset); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  ssize_t done = syscall(SYS_pwritev, fd, parts, count, offset, 0);
  int code = errno;
  wrote(fd, offset, parts, count, done);
  errno = code;
  return done;
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return pwritev64(fd, parts, count, offset); }

int fsync(int fd) {
  int status = (int)syscall(SYS_fsync, fd);
  if (status == 0) synced(fd);
  return status;
}
int fdatasync(int fd) {
  int status = (int)syscall(SYS_fdatasync, fd);
  if (status == 0) synced(fd);
  return status;
}
int ftruncate64(int fd, off64_t size) {
  int status = (int)syscall(SYS_ftruncate, fd, size);
  char path[PATH_MAX];
  struct stat info;
  if (status == 0 && ready() && path_of(fd, path, &info)) record(4, 0, info.st_ino, (uint64_t)size, path, NULL, NULL, 0, 0);
  return status;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int rename(const char *from, const char *to) {
  int status = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  if (status == 0 && ready() && beneath(to)) record(5, 0, 0, 0, from, to, NULL, 0, 0);
  return status;
}
int mkdir(const char *path, mode_t mode) {
  int status = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  if (status == 0 && ready() && beneath(path)) record(6, 0, 0, 0, path, NULL, NULL, 0, 0);
  return status;
}
int unlink(const char *path) {
  int status = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (status == 0 && ready() && beneath(path)) record(7, 0, 0, 0, path, NULL, NULL, 0, 0);
  return status;
}
// A map that is written to would escape the record: fail loudly if one is synced.
int msync(void *address, size_t count, int flags) {
  if (ready()) record(10, (uint32_t)flags, 0, 0, NULL, NULL, NULL, 0, 0);
  return (int)syscall(SYS_msync, address, count, flags);
}
