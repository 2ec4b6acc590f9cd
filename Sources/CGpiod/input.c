// Inputs as descriptors of the kernel's second GPIO interface, whoever asked for them.
#include "CGpiod.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int refuse(int code) {
    errno = code;
    return -1;
}

// What the kernel says of the line to everybody: held as an input with both edges, under our name.
static int verify_holder(const char *path, unsigned offset) {
    struct gpio_v2_line_info info = {.offset = offset};
    const uint64_t ours = GPIO_V2_LINE_FLAG_USED | GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING |
                          GPIO_V2_LINE_FLAG_EDGE_FALLING;
    int chip = open(path, O_RDWR | O_CLOEXEC);
    if (chip < 0)
        return -1;
    int failure = ioctl(chip, GPIO_V2_GET_LINEINFO_IOCTL, &info) < 0 ? errno : 0;
    close(chip);
    if (failure)
        return refuse(failure);
    return (info.flags & ours) == ours && strcmp(info.consumer, "heliograph") == 0 ? 0 : refuse(EXDEV);
}

int cgpiod_input_verify(int input, const char *path, unsigned offset) {
    char place[32], kind[32] = {0};
    snprintf(place, sizeof place, "/proc/self/fd/%d", input);
    if (readlink(place, kind, sizeof kind - 1) < 0)
        return -1;
    if (strcmp(kind, "anon_inode:gpio-line") != 0)
        return refuse(ENOTTY);
    // A request of one line has a first, and no second.
    struct gpio_v2_line_values first = {.mask = 1}, second = {.mask = 2};
    if (ioctl(input, GPIO_V2_LINE_GET_VALUES_IOCTL, &first) < 0)
        return -1;
    if (ioctl(input, GPIO_V2_LINE_GET_VALUES_IOCTL, &second) == 0)
        return refuse(EXDEV);
    return verify_holder(path, offset) < 0 || fcntl(input, F_SETFL, O_NONBLOCK) < 0 ? -1 : 0;
}

int cgpiod_input_level(int input) {
    struct gpio_v2_line_values values = {.mask = 1};
    return ioctl(input, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0 ? -1 : (int)(values.bits & 1);
}

int cgpiod_input_read(int input, cgpiod_edge *edges, unsigned limit) {
    struct gpio_v2_line_event events[64];
    if (limit > sizeof events / sizeof *events)
        limit = sizeof events / sizeof *events;
    ssize_t size = read(input, events, limit * sizeof *events);
    if (size < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    int count = (int)((size_t)size / sizeof *events);
    for (int index = 0; index < count; index++) {
        edges[index] = (cgpiod_edge){
            .time_ns = events[index].timestamp_ns,
            .sequence = events[index].line_seqno,
            .is_rising = events[index].id == GPIO_V2_LINE_EVENT_RISING_EDGE,
        };
    }
    return count;
}
