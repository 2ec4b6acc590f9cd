// What the shell cannot ask a board.
//
//   board-probe start LINE PROGRAM ARGUMENT...  runs a program; prints “start PID MS” as soon as somebody holds LINE: from
//                                               then on the kernel keeps its edges. Ends with the program, as it ends
//   board-probe time PID                        processor time that a process has used, all its threads, in ns
//
// When the line was taken is what the kernel says, which reports each change of a line to whoever watches it; nothing is
// polled, and the program under test is not touched.
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "floor.h"

// The descriptor of the chip that has the line, watching it.
static int watch(const char *name) {
    for (int number = 0; number < 16; number++) {
        char path[32];
        struct gpiochip_info chip;
        snprintf(path, sizeof path, "/dev/gpiochip%d", number);
        int file = open(path, O_RDWR | O_CLOEXEC);
        if (file < 0) continue;
        if (ioctl(file, GPIO_GET_CHIPINFO_IOCTL, &chip) != 0) floor_fail("a chip does not answer");
        for (unsigned offset = 0; offset < chip.lines; offset++) {
            struct gpio_v2_line_info line = {.offset = offset};
            if (ioctl(file, GPIO_V2_GET_LINEINFO_IOCTL, &line) != 0 || strcmp(line.name, name) != 0) continue;
            if (line.flags & GPIO_V2_LINE_FLAG_USED) floor_fail("somebody holds the line already");
            if (ioctl(file, GPIO_V2_GET_LINEINFO_WATCH_IOCTL, &line) != 0) floor_fail("the line cannot be watched");
            return file;
        }
        close(file);
    }
    floor_fail("no line has that name");
    return -1;
}

static int run(const char *name, char **command) {
    int chip = watch(name);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    pid_t child = fork();
    if (child < 0) floor_fail("fork");
    if (child == 0) {
        execvp(command[0], command);
        floor_fail("the program does not run");
    }
    struct pollfd wait = {chip, POLLIN, 0};
    struct gpio_v2_line_info_changed change;
    int status;
    for (int tries = 0; poll(&wait, 1, 100) != 1; tries++) {
        if (waitpid(child, &status, WNOHANG) == child) {
            fprintf(stderr, "the program ended before it took the line: exit %d, signal %d\n", WEXITSTATUS(status), WTERMSIG(status));
            exit(1);
        }
        if (tries == 300) floor_fail("nobody took the line for half a minute");
    }
    if (read(chip, &change, sizeof change) != sizeof change) floor_fail("the line's chip does not say what happened");
    double began_ms = (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
    printf("start %d %.1f\n", (int)child, (double)change.timestamp_ns / 1e6 - began_ms);
    fflush(stdout);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int count, char **arguments) {
    if (count >= 4 && strcmp(arguments[1], "start") == 0) return run(arguments[2], arguments + 3);
    if (count != 3 || strcmp(arguments[1], "time") != 0)
        floor_fail("usage: board-probe start LINE PROGRAM ARGUMENT... | time PID");
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid((pid_t)floor_number(arguments[2]), &clock) != 0 || clock_gettime(clock, &used) != 0)
        floor_fail("there is no such process");
    printf("%lld\n", (long long)used.tv_sec * 1000000000 + used.tv_nsec);
    return 0;
}
