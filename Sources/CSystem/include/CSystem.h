#pragma once
// What Linux and glibc offer and Swift's Glibc module cannot see: calls behind _GNU_SOURCE, variadic calls, macros.
// Every function returns what the call it is named after returns; -1 means "read errno".
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// A close-on-exec, non-blocking eventfd(2) whose counter is 0.
int csystem_eventfd(void);

/// Names the calling thread for ps(1), top(1) and core dumps; the kernel keeps the first 15 bytes.
void csystem_name_thread(const char *name);

/// 1: the kernel's clock is disciplined by NTP or PTP. 0: it is not. -1: the call is forbidden here, see errno.
int csystem_clock_is_synchronised(void);

/// getrandom(2) without flags: blocks until the pool is ready, once a boot.
ssize_t csystem_random(void *bytes, size_t count);

/// mallopt(3): at most `count` arenas, and no per-thread growth of them. False when glibc refuses.
bool csystem_limit_arenas(int count);

/// A close-on-exec pipe.
int csystem_pipe(int ends[2]);

/// Columns and rows of the terminal behind the descriptor, from TIOCGWINSZ.
int csystem_terminal_size(int descriptor, unsigned short *columns, unsigned short *rows);

/// open(2), close-on-exec, with a mode for new files.
int csystem_open(const char *path, int flags, mode_t mode);
