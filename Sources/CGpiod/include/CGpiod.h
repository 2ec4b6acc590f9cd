// One small interface over libgpiod 1.6 and 2.x, which share no event API. Only the files beside this
// one know which of the two was installed when they were compiled.
//
// An input is a descriptor of the kernel's second GPIO interface (uAPI v2, Linux 5.10), and its edges are read
// from it here: neither libgpiod can take over a descriptor that was opened before, which is what a line that
// outlives its process is. libgpiod looks lines up, drives outputs, and, in version 2, asks the kernel for inputs.
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
typedef struct cgpiod_output cgpiod_output;

typedef enum cgpiod_bias { CGPIOD_BIAS_AS_IS, CGPIOD_BIAS_DISABLED, CGPIOD_BIAS_PULL_UP, CGPIOD_BIAS_PULL_DOWN } cgpiod_bias;

// What the kernel tells about a line to everybody. Empty strings where it has no name or no holder.
typedef struct cgpiod_line_facts {
    char name[CGPIOD_NAME_SIZE];
    char holder[CGPIOD_NAME_SIZE];
    bool is_used;
    bool is_output;
} cgpiod_line_facts;

// One change of an input. `is_rising`: the line became active, so with `active_low` its voltage fell.
// `sequence` is the kernel's: it counts from 1 since the request, and wraps; what the kernel dropped leaves a gap.
typedef struct cgpiod_edge {
    uint64_t time_ns; // CLOCK_MONOTONIC, taken in the interrupt
    uint32_t sequence;
    bool is_rising;
} cgpiod_edge;

// The library's own words for its version, such as "1.6.3"; static.
const char *cgpiod_version(void);

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

// A line as an input that reports both edges, undebounced, through the largest kernel buffer there is (1024). Returns a
// close-on-exec, non-blocking descriptor, to be closed by the caller; the line is held until its last copy is closed.
// ENOSYS: this kernel has no uAPI v2.
int cgpiod_input_open(const char *path, unsigned offset, cgpiod_bias bias, bool active_low);
// Whether a descriptor that came from elsewhere is such an input, of one line, and the kernel says that this line is
// ours: 0, or -1. No call that could mean something else to another kind of file is made on it.
int cgpiod_input_verify(int input, const char *path, unsigned offset);
// 1 active, 0 inactive.
int cgpiod_input_level(int input);
// Takes at most `limit` edges that are there, oldest first, without waiting. Returns how many.
int cgpiod_input_read(int input, cgpiod_edge *edges, unsigned limit);

// A line as an output, held until it is closed.
cgpiod_output *cgpiod_output_open(const char *path, unsigned offset, bool active_low, bool active);
void cgpiod_output_close(cgpiod_output *output);
int cgpiod_output_set(cgpiod_output *output, bool active);
// What the line reads, which something wired to it may hold elsewhere: 1 active, 0 inactive.
int cgpiod_output_level(cgpiod_output *output);
