// One small interface over libgpiod 1.6 and 2.x, which share no event API. Only the files beside this
// one know which of the two was installed when they were compiled.
//
// Functions that return a pointer return NULL, and functions that return an int return -1, when they
// fail, with errno set. No object may be used by two threads at once.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// The kernel's limit for the names of lines and of their holders, with the final zero.
enum { CGPIOD_NAME_SIZE = 32 };

typedef struct cgpiod_paths cgpiod_paths;
typedef struct cgpiod_chip cgpiod_chip;
typedef struct cgpiod_line cgpiod_line;

typedef enum cgpiod_bias { CGPIOD_BIAS_AS_IS, CGPIOD_BIAS_DISABLED, CGPIOD_BIAS_PULL_UP, CGPIOD_BIAS_PULL_DOWN } cgpiod_bias;

// What the kernel tells about a line to everybody. Empty strings where it has no name or no holder.
typedef struct cgpiod_line_facts {
    char name[CGPIOD_NAME_SIZE];
    char holder[CGPIOD_NAME_SIZE];
    bool is_used;
    bool is_output;
} cgpiod_line_facts;

// One change of an input. `is_rising`: the line became active, so with `active_low` its voltage fell.
// `sequence` counts from 1 and wraps: in the kernel where cgpiod_sees_losses(), else in cgpiod_line_read.
typedef struct cgpiod_edge {
    uint64_t time_ns; // CLOCK_MONOTONIC, taken in the interrupt
    uint32_t sequence;
    bool is_rising;
} cgpiod_edge;

// The library's own words for its version, such as "1.6.3"; static.
const char *cgpiod_version(void);
// Whether edges that the kernel had to drop leave a gap in the sequence.
bool cgpiod_sees_losses(void);

// The device files of all GPIO chips, sorted; symbolic links, which boards use for old names, are left out.
cgpiod_paths *cgpiod_paths_find(void);
unsigned cgpiod_paths_count(const cgpiod_paths *paths);
const char *cgpiod_paths_get(const cgpiod_paths *paths, unsigned index);
void cgpiod_paths_free(cgpiod_paths *paths);

// A chip, opened to look at it.
cgpiod_chip *cgpiod_chip_open(const char *path);
void cgpiod_chip_close(cgpiod_chip *chip);
const char *cgpiod_chip_label(const cgpiod_chip *chip);
unsigned cgpiod_chip_line_count(const cgpiod_chip *chip);
int cgpiod_chip_describe(cgpiod_chip *chip, unsigned offset, cgpiod_line_facts *facts);

// A line, held until it is closed. An input reports both edges, undebounced, through the largest kernel buffer there is.
cgpiod_line *cgpiod_line_open_input(const char *path, unsigned offset, cgpiod_bias bias, bool active_low);
cgpiod_line *cgpiod_line_open_output(const char *path, unsigned offset, bool active_low, bool active);
void cgpiod_line_close(cgpiod_line *line);
// 1 active, 0 inactive.
int cgpiod_line_level(cgpiod_line *line);
int cgpiod_line_set(cgpiod_line *line, bool active);
// Readable, in the sense of poll(2), when an input has edges.
int cgpiod_line_descriptor(cgpiod_line *line);
// Blocks until an input has edges, and takes at most `limit` of them, oldest first. Returns how many.
int cgpiod_line_read(cgpiod_line *line, cgpiod_edge *edges, unsigned limit);
