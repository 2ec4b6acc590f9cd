// steady [OPTION...] LINE...: pulses on lines of rigpio for ever, all lines at once, until it is killed. At SIGTERM it ends
// after the pulse that it is at.
//
//   --on MS        how long a pulse is at least (30)
//   --off MS       and the pause after it (30)
//   --count N      after so many pulses on each line, drive no more
//   --then LINE    and then let this line go high, at once; it prints “then MILLISECONDS”
//
// After each pulse it prints “pulse MILLISECONDS COUNT”: the monotonic time of its first edge, and how many pulses each
// line has had. Every level is held for at least the time given, however late the machine is: what is late never comes
// out shorter, so that what is printed is what a meter must have seen.
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int file;
static volatile sig_atomic_t is_ending;

static void end(int signal) {
    (void)signal;
    is_ending = 1;
}

static void hold(double milliseconds) {
    long long ns = (long long)(milliseconds * 1e6);
    struct timespec rest = {ns / 1000000000, ns % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &rest, &rest) == EINTR) {
    }
}

static void drive(char **lines, int count, int level) {
    for (int index = 0; index < count; index++) {
        char text[16];
        int length = snprintf(text, sizeof text, "%d %d", atoi(lines[index]), level);
        if (pwrite(file, text, (size_t)length, 0) != length) {
            perror("steady: a line cannot be driven");
            exit(1);
        }
    }
}

static long long milliseconds(struct timespec time) { return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000; }

static double time_ms(const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (*end || end == text || value <= 0 || value > 1e6) {
        fprintf(stderr, "steady: “%s” is not a time in ms\n", text);
        exit(1);
    }
    return value;
}

int main(int argc, char **argv) {
    static const struct option options[] = {{"on", required_argument, 0, 'n'}, {"off", required_argument, 0, 'f'},
        {"count", required_argument, 0, 'c'}, {"then", required_argument, 0, 't'}, {0}};
    double on = 30, off = 30;
    unsigned long limit = 0;
    char *then = NULL;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'n': on = time_ms(optarg); break;
        case 'f': off = time_ms(optarg); break;
        case 'c': limit = strtoul(optarg, NULL, 10); break;
        case 't': then = optarg; break;
        default: return 1;
        }
    }
    if (optind == argc) {
        fprintf(stderr, "steady: which lines?\n");
        return 1;
    }
    file = open("/sys/devices/platform/rigpio/level", O_WRONLY | O_CLOEXEC);
    if (file < 0) {
        perror("steady: /sys/devices/platform/rigpio/level");
        return 1;
    }
    // Ahead of the program under test, as a meter would be, but behind the kernel's interrupt threads (50).
    if (sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 10})) {
        perror("steady: no real-time priority");
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGTERM, end);
    for (unsigned long count = 1; !is_ending; count++) {
        struct timespec start;
        clock_gettime(CLOCK_MONOTONIC, &start);
        drive(argv + optind, argc - optind, 1);
        hold(on);
        drive(argv + optind, argc - optind, 0);
        if (count == limit && then)
            drive(&then, 1, 1);
        printf("pulse %lld %lu\n", milliseconds(start), count);
        if (count == limit) {
            if (then)
                printf("then %lld\n", milliseconds(start));
            return 0;
        }
        hold(off);
    }
}
