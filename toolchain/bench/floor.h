#pragma once
// What the floors share: the two clocks, the one line that they print, and how they end.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double floor_clock(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct floor_timer {
    double wall_s, processor_s;
};

static inline struct floor_timer floor_begin(void) {
    struct floor_timer timer = {floor_clock(CLOCK_MONOTONIC), floor_clock(CLOCK_PROCESS_CPUTIME_ID)};
    return timer;
}

/// Prints how many there were, and how long they took: on the wall, and of the processor.
static inline void floor_end(struct floor_timer timer, long count) {
    double wall = floor_clock(CLOCK_MONOTONIC) - timer.wall_s;
    double processor = floor_clock(CLOCK_PROCESS_CPUTIME_ID) - timer.processor_s;
    printf("%ld %.9f %.9f\n", count, wall, processor);
}

static inline void floor_fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static inline long floor_number(const char *text) {
    char *end;
    long number = strtol(text, &end, 10);
    if (*text == 0 || *end != 0 || number <= 0) floor_fail("a number above zero is expected");
    return number;
}
