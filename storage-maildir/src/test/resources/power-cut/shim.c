/* Preloaded into a process: gives it a boot id of its own, and takes the fsync of directories out of it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *redirected(const char *path) {
    const char *other = getenv("POWER_CUT_BOOT_ID");
    return other != NULL && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0 ? other : path;
}

#define OPEN(name)                                                                   \
    int name(const char *path, int flags, ...) {                                     \
        static int (*real)(const char *, int, ...);                                  \
        va_list arguments;                                                           \
        mode_t mode;                                                                 \
        if (real == NULL) real = (int (*)(const char *, int, ...)) dlsym(RTLD_NEXT, #name); \
        va_start(arguments, flags);                                                  \
        mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0; \
        va_end(arguments);                                                           \
        return real(redirected(path), flags, mode);                                  \
    }

OPEN(open)
OPEN(open64)

static int is_left_out(int fd) {
    struct stat found;
    return getenv("POWER_CUT_NO_DIRECTORY_SYNC") != NULL && fstat(fd, &found) == 0 && S_ISDIR(found.st_mode);
}

#define SYNC(name)                                                            \
    int name(int fd) {                                                        \
        static int (*real)(int);                                              \
        if (real == NULL) real = (int (*)(int)) dlsym(RTLD_NEXT, #name);      \
        return is_left_out(fd) ? 0 : real(fd);                                \
    }

SYNC(fsync)
SYNC(fdatasync)
