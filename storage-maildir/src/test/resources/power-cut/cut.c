/*
 * Shuts an ext4 file system down as a power cut does: what is not on the disk, or in its journal, never gets there. With
 * the id of a process as second argument, that process is stopped before, as nothing runs after a power cut.
 */
#include <fcntl.h>
#include <linux/types.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define EXT4_IOC_SHUTDOWN _IOR('X', 125, __u32)
#define EXT4_GOING_FLAGS_NOLOGFLUSH 2

static int is_stopped(const char *pid) {
    char path[64], line[512];
    const char *state = NULL;
    FILE *stat;
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    stat = fopen(path, "r");
    if (stat == NULL) return 1;
    if (fgets(line, sizeof line, stat) != NULL) state = strrchr(line, ')');
    fclose(stat);
    return state == NULL || state[2] == 'T' || state[2] == 'Z';
}

/* A thread that is within a call to the kernel stops when it returns. */
static void stop(const char *pid) {
    int tries;
    if (kill(atoi(pid), SIGSTOP) != 0) perror("kill");
    for (tries = 0; tries < 50000 && !is_stopped(pid); tries++) usleep(100);
}

int main(int count, char **arguments) {
    __u32 flags = EXT4_GOING_FLAGS_NOLOGFLUSH;
    int fd = count >= 2 ? open(arguments[1], O_RDONLY | O_DIRECTORY) : -1;
    if (count >= 3) stop(arguments[2]);
    if (fd < 0 || ioctl(fd, EXT4_IOC_SHUTDOWN, &flags) != 0) {
        perror("cut");
        return 1;
    }
    return 0;
}
