/*
 * The system calls of a durable deposit into a Maildir and nothing else: the floor that a store is measured against.
 *
 * deposit-floor MODE MAILDIR THREADS SECONDS SIZE
 *   own     each message has its own fsync of the directory
 *   shared  threads that want the directory synced at once share an fsync
 *   none    no fsync at all
 * Prints the messages and the seconds that they took.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *maildir;
static int sync_files, sync_shared;
static size_t size;
static char *message;
static int uidlist, directory;
static double deadline;
static atomic_long names, uids, done;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t finished_one = PTHREAD_COND_INITIALIZER;
static long started, finished;
static int running;

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void sync_directory(void) {
    if (fsync(directory) != 0) {
        fail("fsync of the directory");
    }
}

/* Who comes while a sync runs waits for the next, which serves all that came in the meantime. */
static void share_sync(void) {
    pthread_mutex_lock(&lock);
    long mine = started + 1;
    while (running && finished < mine) {
        pthread_cond_wait(&finished_one, &lock);
    }
    if (finished < mine) {
        running = 1;
        started = mine;
        pthread_mutex_unlock(&lock);
        sync_directory();
        pthread_mutex_lock(&lock);
        running = 0;
        finished = mine;
        pthread_cond_broadcast(&finished_one);
    }
    pthread_mutex_unlock(&lock);
}

static void deposit(void) {
    char unique[100], from[4096], to[4096], line[200];
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    snprintf(unique, sizeof unique, "%ld.M%ldP%dQ%ld.floor", (long) t.tv_sec, t.tv_nsec / 1000, (int) getpid(),
             atomic_fetch_add(&names, 1));
    snprintf(from, sizeof from, "%s/tmp/%s", maildir, unique);
    int file = open(from, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) {
        fail(from);
    }
    for (size_t at = 0; at < size;) {
        ssize_t n = write(file, message + at, size - at);
        if (n < 0) {
            fail("write");
        }
        at += (size_t) n;
    }
    struct timespec times[2] = {t, t};
    if (futimens(file, times) != 0 || (sync_files && fsync(file) != 0) || close(file) != 0) {
        fail("a message");
    }
    long uid = atomic_fetch_add(&uids, 1) + 1;
    snprintf(to, sizeof to, "%s/new/%s,S=%zu,W=%zu", maildir, unique, size, size);
    if (rename(from, to) != 0) {
        fail("rename");
    }
    int length = snprintf(line, sizeof line, "%ld :%s,S=%zu,W=%zu\n", uid, unique, size, size);
    if (write(uidlist, line, (size_t) length) != length) {
        fail("the list of UIDs");
    }
    if (sync_files) {
        if (sync_shared) {
            share_sync();
        } else {
            sync_directory();
        }
    }
}

static void *work(void *unused) {
    (void) unused;
    while (now() < deadline) {
        deposit();
        atomic_fetch_add(&done, 1);
    }
    return NULL;
}

int main(int count, char **words) {
    if (count != 6) {
        fprintf(stderr, "usage: deposit-floor own|shared|none MAILDIR THREADS SECONDS SIZE\n");
        return 2;
    }
    sync_files = strcmp(words[1], "none") != 0;
    sync_shared = strcmp(words[1], "shared") == 0;
    maildir = words[2];
    int threads = atoi(words[3]);
    size = (size_t) atol(words[5]);
    message = malloc(size);
    pthread_t *all = calloc((size_t) threads, sizeof *all);
    if (message == NULL || all == NULL) {
        fail("memory");
    }
    for (size_t i = 0; i < size; i++) {
        message[i] = i % 78 == 76 ? '\r' : i % 78 == 77 ? '\n' : 'x';
    }
    char path[4096];
    const char *parts[] = {"", "/tmp", "/new", "/cur"};
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s%s", maildir, parts[i]);
        if (mkdir(path, 0700) != 0) {
            fail(path);
        }
    }
    snprintf(path, sizeof path, "%s/new", maildir);
    directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    snprintf(path, sizeof path, "%s/dovecot-uidlist", maildir);
    uidlist = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (directory < 0 || uidlist < 0) {
        fail(path);
    }
    double begin = now();
    deadline = begin + atof(words[4]);
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&all[i], NULL, work, NULL) != 0) {
            fail("a thread");
        }
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(all[i], NULL);
    }
    printf("%ld %.6f\n", atomic_load(&done), now() - begin);
    return 0;
}
