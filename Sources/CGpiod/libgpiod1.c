// libgpiod 1.6: the kernel's first interface, with 16 edges a line, no sequence numbers, and CLOCK_MONOTONIC since Linux 5.7.
#include "CGpiod.h"

#include <gpiod.h>

#ifdef GPIOD_LINE_BULK_MAX_LINES // of version 1 alone

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct cgpiod_line {
    struct gpiod_chip *chip; // the line's owner: closing it releases the line
    struct gpiod_line *line;
    uint32_t sequence; // of the newest edge that was read
};

const char *cgpiod_version(void) { return gpiod_version_string(); }

bool cgpiod_sees_losses(void) { return false; }

cgpiod_chip *cgpiod_chip_open(const char *path) { return (cgpiod_chip *)gpiod_chip_open(path); }

void cgpiod_chip_close(cgpiod_chip *chip) { gpiod_chip_close((struct gpiod_chip *)chip); }

const char *cgpiod_chip_label(const cgpiod_chip *chip) { return gpiod_chip_label((struct gpiod_chip *)chip); }

unsigned cgpiod_chip_line_count(const cgpiod_chip *chip) { return gpiod_chip_num_lines((struct gpiod_chip *)chip); }

int cgpiod_chip_describe(cgpiod_chip *chip, unsigned offset, cgpiod_line_facts *facts) {
    struct gpiod_line *line = gpiod_chip_get_line((struct gpiod_chip *)chip, offset);
    if (!line)
        return -1;
    *facts = (cgpiod_line_facts){
        .is_used = gpiod_line_is_used(line), .is_output = gpiod_line_direction(line) == GPIOD_LINE_DIRECTION_OUTPUT};
    const char *name = gpiod_line_name(line), *holder = gpiod_line_consumer(line);
    if (name)
        strncpy(facts->name, name, sizeof facts->name - 1);
    if (holder)
        strncpy(facts->holder, holder, sizeof facts->holder - 1);
    return 0;
}

static cgpiod_line *line_open(const char *path, unsigned offset, int type, int flags, int value) {
    cgpiod_line *line = calloc(1, sizeof *line);
    if (!line)
        return NULL;
    struct gpiod_line_request_config config = {.consumer = "heliograph", .request_type = type, .flags = flags};
    if ((line->chip = gpiod_chip_open(path)) && (line->line = gpiod_chip_get_line(line->chip, offset)) &&
        gpiod_line_request(line->line, &config, value) == 0)
        return line;
    int code = errno;
    cgpiod_line_close(line);
    errno = code;
    return NULL;
}

cgpiod_line *cgpiod_line_open_input(const char *path, unsigned offset, cgpiod_bias bias, bool active_low) {
    static const int biases[] = {
        [CGPIOD_BIAS_AS_IS] = 0,
        [CGPIOD_BIAS_DISABLED] = GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE,
        [CGPIOD_BIAS_PULL_UP] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP,
        [CGPIOD_BIAS_PULL_DOWN] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN,
    };
    int flags = biases[bias] | (active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0);
    return line_open(path, offset, GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES, flags, 0);
}

cgpiod_line *cgpiod_line_open_output(const char *path, unsigned offset, bool active_low, bool active) {
    int flags = active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
    return line_open(path, offset, GPIOD_LINE_REQUEST_DIRECTION_OUTPUT, flags, active);
}

void cgpiod_line_close(cgpiod_line *line) {
    if (line->chip)
        gpiod_chip_close(line->chip);
    free(line);
}

int cgpiod_line_level(cgpiod_line *line) { return gpiod_line_get_value(line->line); }

int cgpiod_line_set(cgpiod_line *line, bool active) { return gpiod_line_set_value(line->line, active); }

int cgpiod_line_descriptor(cgpiod_line *line) { return gpiod_line_event_get_fd(line->line); }

int cgpiod_line_read(cgpiod_line *line, cgpiod_edge *edges, unsigned limit) {
    struct gpiod_line_event events[16]; // what the kernel keeps, and the library reads, at most
    if (limit > sizeof events / sizeof *events)
        limit = sizeof events / sizeof *events;
    int count = gpiod_line_event_read_multiple(line->line, events, limit);
    for (int index = 0; index < count; index++) {
        edges[index] = (cgpiod_edge){
            .time_ns = (uint64_t)events[index].ts.tv_sec * 1000000000 + (uint64_t)events[index].ts.tv_nsec,
            .sequence = ++line->sequence,
            .is_rising = events[index].event_type == GPIOD_LINE_EVENT_RISING_EDGE,
        };
    }
    return count;
}

#endif
