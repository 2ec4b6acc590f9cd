// A wall clock that somebody sets: to be preloaded into a program. It adds the seconds that stand in the file named by
// CLOCK_OFFSET to CLOCK_REALTIME, and leaves every other clock as the kernel has it.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    if (syscall(SYS_clock_gettime, clock, time) != 0) return -1;
    const char *path = getenv("CLOCK_OFFSET");
    if (clock != CLOCK_REALTIME || path == NULL) return 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    char text[32] = "";
    if (read(file, text, sizeof text - 1) > 0) time->tv_sec += atoll(text);
    close(file);
    return 0;
}
