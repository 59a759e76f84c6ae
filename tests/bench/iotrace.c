/* Listens to what a process asks of its disk, below SQLite and above the kernel (LD_PRELOAD).
 *
 * Everything under $IOTRACE_DIR is noted, in order, in the file $IOTRACE_LOG: created, written (offset and bytes), cut,
 * synced, unlinked; and what is written to the descriptor $IOTRACE_ACK: the acknowledgements. With $IOTRACE_FAIL=0.05
 * one fsync in twenty answers EIO instead of syncing. From these notes powercut.py builds the disks that a power cut
 * could have left.
 *
 * A note: uint64 kind, path length, offset, length; then path; then bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 4096 };
static char *path_of[MOST];
static int notes = -1, ack = -1;
static const char *dir;
static double fail;
static int owing; /* whether anything has been acknowledged yet: a house that cannot even be built owes nothing */
static unsigned dice = 20241222;

static int (*real_open)(const char *, int, ...);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_close)(int);

__attribute__((constructor)) static void listen_in(void) {
  real_open = dlsym(RTLD_NEXT, "open64");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_close = dlsym(RTLD_NEXT, "close");
  dir = getenv("IOTRACE_DIR");
  if (!dir) return;
  if (getenv("IOTRACE_FAIL")) fail = atof(getenv("IOTRACE_FAIL"));
  if (getenv("IOTRACE_DICE")) dice = (unsigned)atoi(getenv("IOTRACE_DICE"));
  if (getenv("IOTRACE_ACK")) ack = atoi(getenv("IOTRACE_ACK"));
  notes = real_open(getenv("IOTRACE_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static void note(char kind, const char *path, uint64_t offset, const void *bytes, uint64_t length) {
  if (notes < 0) return;
  uint64_t named = path ? strlen(path) : 0, head[4] = {(uint64_t)kind, named, offset, length};
  if (real_write(notes, head, sizeof head) < 0) abort();
  if (named && real_write(notes, path, named) < 0) abort();
  if (bytes && length && real_write(notes, bytes, length) < 0) abort();
}

static char *watched(int fd) { return fd >= 0 && fd < MOST ? path_of[fd] : NULL; }

static int opened(int fd, const char *path, int flags) {
  if (notes < 0 || fd < 0 || fd >= MOST || strncmp(path, dir, strlen(dir)) || strstr(path, "-shm")) return fd;
  free(path_of[fd]);
  path_of[fd] = strdup(path);
  if (flags & O_CREAT) note('C', path, 0, NULL, 0);
  if (flags & O_TRUNC) note('T', path, 0, NULL, 0);
  return fd;
}

#define OPENS(name, ...)                     \
  int name(__VA_ARGS__ const char *path, int flags, ...) { \
    va_list more;                            \
    va_start(more, flags);                   \
    int mode = va_arg(more, int);            \
    va_end(more);                            \
    return opened(real_open(path, flags, mode), path, flags); \
  }
OPENS(open)
OPENS(open64)

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
  ssize_t done = real_pwrite(fd, bytes, length, offset);
  if (done > 0 && watched(fd)) note('W', watched(fd), (uint64_t)offset, bytes, (uint64_t)done);
  return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

ssize_t write(int fd, const void *bytes, size_t length) {
  if (watched(fd)) {
    off_t offset = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real_write(fd, bytes, length);
    if (done > 0) note('W', watched(fd), (uint64_t)offset, bytes, (uint64_t)done);
    return done;
  }
  if (fd == ack) owing = 1;
  if (fd == ack && notes >= 0) note('A', NULL, 0, bytes, length); /* said to the outside: from here on it is owed */
  return real_write(fd, bytes, length);
}

int ftruncate64(int fd, off_t length) {
  int wrong = real_ftruncate(fd, length);
  if (!wrong && watched(fd)) note('T', watched(fd), (uint64_t)length, NULL, 0);
  return wrong;
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int synced(int fd, int (*real)(int)) {
  if (watched(fd) && owing && fail > 0 && rand_r(&dice) < fail * RAND_MAX) {
    note('F', watched(fd), 0, NULL, 0);
    errno = EIO;
    return -1;
  }
  int wrong = real(fd);
  if (!wrong && watched(fd)) note('S', watched(fd), 0, NULL, 0);
  return wrong;
}
int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int unlink(const char *path) {
  int wrong = real_unlink(path);
  if (!wrong && notes >= 0 && !strncmp(path, dir, strlen(dir))) note('U', path, 0, NULL, 0);
  return wrong;
}

int close(int fd) {
  if (fd >= 0 && fd < MOST && path_of[fd]) {
    free(path_of[fd]);
    path_of[fd] = NULL;
  }
  return real_close(fd);
}
