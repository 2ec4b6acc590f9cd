// pulses [OPTION...] LINE...: pulses on lines of rigpio, each edge at its own time on CLOCK_MONOTONIC.
//
//   --count N      pulses on each line (50)
//   --on MS        from the first edge of a pulse to the first edge of its end (30)
//   --off MS       from there to the next pulse (30)
//   --bounce MS    contact bounce: short excursions after each of these edges, for at most this long (0)
//   --seed N       of the bounce (1)
//
// Lines are offsets; with a “-” behind it, as in “2-”, a line is low during a pulse and high otherwise. Each line has its own bounce, and begins 0.1 ms after the one before it.
// Prints what it did; exits 1 when it could not drive a line, and 2 when an edge was more than 1 ms late.
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_LIMIT = 64, EXCURSION_LIMIT = 4 };

struct edge {
    int64_t time_ns; // after the start
    int line;
    int level;
};

static uint64_t random_state;

// xorshift64*: the same bounce everywhere for the same seed.
static uint64_t random_below(uint64_t limit) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 2685821657736338717u >> 33) % limit;
}

static int by_time(const void *left, const void *right) {
    const struct edge *a = left, *b = right;
    return a->time_ns < b->time_ns ? -1 : a->time_ns > b->time_ns;
}

// One transition of a contact: the edge itself, then 1 to 4 excursions that end before `bounce_ns` is over.
static size_t transition(struct edge *edges, int64_t time_ns, int line, int level, int64_t bounce_ns) {
    size_t count = 0;
    edges[count++] = (struct edge){time_ns, line, level};
    if (bounce_ns == 0)
        return count;
    int excursions = 1 + (int)random_below(EXCURSION_LIMIT);
    int64_t slot = bounce_ns / (2 * excursions);
    for (int index = 0; index < 2 * excursions; index++) {
        // Each in its own slot, so that they stay in order.
        int64_t moment = time_ns + index * slot + 1000 + (int64_t)random_below((uint64_t)slot - 1000);
        edges[count++] = (struct edge){moment, line, index % 2 ? level : !level};
    }
    return count;
}

static int64_t nanoseconds(const char *text) {
    char *end;
    double milliseconds = strtod(text, &end);
    if (*end || end == text || milliseconds < 0 || milliseconds > 1e6) {
        fprintf(stderr, "pulses: “%s” is not a time in ms\n", text);
        exit(1);
    }
    return (int64_t)(milliseconds * 1e6);
}

static int play(const struct edge *edges, size_t count) {
    int file = open("/sys/devices/platform/rigpio/level", O_WRONLY | O_CLOEXEC);
    if (file < 0) {
        perror("pulses: /sys/devices/platform/rigpio/level");
        return 1;
    }
    // Ahead of the program under test, as a meter would be, but behind the kernel's interrupt threads (50).
    if (sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 10})) {
        perror("pulses: no real-time priority");
        return 1;
    }
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    int64_t latest = 0;
    for (size_t index = 0; index < count; index++) {
        int64_t due = start.tv_nsec + edges[index].time_ns;
        struct timespec when = {start.tv_sec + due / 1000000000, due % 1000000000};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL) == EINTR) {
        }
        char text[16];
        int length = snprintf(text, sizeof text, "%d %d", edges[index].line, edges[index].level);
        if (pwrite(file, text, (size_t)length, 0) != length) {
            perror("pulses: a line cannot be driven");
            return 1;
        }
        clock_gettime(CLOCK_MONOTONIC, &now);
        int64_t late = (now.tv_sec - when.tv_sec) * 1000000000 + now.tv_nsec - when.tv_nsec;
        latest = late > latest ? late : latest;
    }
    int64_t took = (now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec - start.tv_nsec;
    printf("pulses: %zu edges in %.3f s, at most %.3f ms late\n", count, (double)took / 1e9, (double)latest / 1e6);
    return latest > 1000000 ? 2 : 0;
}

int main(int argc, char **argv) {
    static const struct option options[] = {{"count", required_argument, 0, 'c'}, {"on", required_argument, 0, 'n'},
        {"off", required_argument, 0, 'f'}, {"bounce", required_argument, 0, 'b'}, {"seed", required_argument, 0, 's'}, {0}};
    int64_t on_ns = 30000000, off_ns = 30000000, bounce_ns = 0;
    long pulse_count = 50;
    random_state = 1;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'c': pulse_count = atol(optarg); break;
        case 'n': on_ns = nanoseconds(optarg); break;
        case 'f': off_ns = nanoseconds(optarg); break;
        case 'b': bounce_ns = nanoseconds(optarg); break;
        case 's': random_state = strtoull(optarg, NULL, 10); break;
        default: return 1;
        }
    }
    int line_count = argc - optind;
    if (line_count < 1 || line_count > LINE_LIMIT || pulse_count < 1 || random_state == 0 || on_ns == 0 || off_ns == 0 ||
        bounce_ns >= on_ns || bounce_ns >= off_ns || (bounce_ns > 0 && bounce_ns < 100000)) {
        fprintf(stderr, "pulses: at least one line and one pulse; bounce of 0.1 ms or more, and shorter than on and off\n");
        return 1;
    }
    struct edge *edges = calloc((size_t)line_count * (size_t)pulse_count * 2 * (1 + 2 * EXCURSION_LIMIT), sizeof *edges);
    if (!edges)
        return 1;
    size_t count = 0;
    for (int index = 0; index < line_count; index++) {
        char *suffix;
        int line = (int)strtol(argv[optind + index], &suffix, 10);
        int pulse_level = *suffix != '-';
        for (long pulse = 0; pulse < pulse_count; pulse++) {
            int64_t time_ns = 1000000 + index * 100000 + pulse * (on_ns + off_ns);
            count += transition(edges + count, time_ns, line, pulse_level, bounce_ns);
            count += transition(edges + count, time_ns + on_ns, line, !pulse_level, bounce_ns);
        }
    }
    qsort(edges, count, sizeof *edges, by_time);
    return play(edges, count);
}
