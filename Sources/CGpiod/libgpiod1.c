// libgpiod 1.6. It knows the kernel's first interface alone, with 16 edges a line and no sequence numbers, so inputs are asked
// for without it: on one machine both interfaces work side by side, on different lines.
#include "CGpiod.h"

#include <gpiod.h>

#ifdef GPIOD_LINE_BULK_MAX_LINES // of version 1 alone

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct cgpiod_output {
    struct gpiod_chip *chip; // the line's owner: closing it releases the line
    struct gpiod_line *line;
};

const char *cgpiod_version(void) { return gpiod_version_string(); }

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

// An old kernel answers EINVAL, which a new one does to a request it does not like. Asking about a line tells them apart.
static int reason(int chip, unsigned offset, int code) {
    struct gpio_v2_line_info info = {.offset = offset};
    return code == EINVAL && ioctl(chip, GPIO_V2_GET_LINEINFO_IOCTL, &info) < 0 && errno == EINVAL ? ENOSYS : code;
}

int cgpiod_input_open(const char *path, unsigned offset, cgpiod_bias bias, bool active_low) {
    static const uint64_t biases[] = {
        [CGPIOD_BIAS_AS_IS] = 0,
        [CGPIOD_BIAS_DISABLED] = GPIO_V2_LINE_FLAG_BIAS_DISABLED,
        [CGPIOD_BIAS_PULL_UP] = GPIO_V2_LINE_FLAG_BIAS_PULL_UP,
        [CGPIOD_BIAS_PULL_DOWN] = GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN,
    };
    struct gpio_v2_line_request request = {
        .offsets = {offset},
        .num_lines = 1,
        .consumer = "heliograph",
        .event_buffer_size = 1024, // the kernel's own limit
        .config.flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING |
                        biases[bias] | (active_low ? GPIO_V2_LINE_FLAG_ACTIVE_LOW : 0),
    };
    int chip = open(path, O_RDWR | O_CLOEXEC);
    if (chip < 0)
        return -1;
    int failure = ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) < 0 ? reason(chip, offset, errno) : 0;
    close(chip); // a request outlives it
    if (!failure && fcntl(request.fd, F_SETFL, O_NONBLOCK) < 0) { // the kernel gives it close-on-exec
        failure = errno;
        close(request.fd);
    }
    errno = failure;
    return failure ? -1 : request.fd;
}

cgpiod_output *cgpiod_output_open(const char *path, unsigned offset, bool active_low, bool active) {
    cgpiod_output *output = calloc(1, sizeof *output);
    if (!output)
        return NULL;
    struct gpiod_line_request_config config = {
        .consumer = "heliograph",
        .request_type = GPIOD_LINE_REQUEST_DIRECTION_OUTPUT,
        .flags = active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0,
    };
    if ((output->chip = gpiod_chip_open(path)) && (output->line = gpiod_chip_get_line(output->chip, offset)) &&
        gpiod_line_request(output->line, &config, active) == 0)
        return output;
    int code = errno;
    cgpiod_output_close(output);
    errno = code;
    return NULL;
}

void cgpiod_output_close(cgpiod_output *output) {
    if (output->chip)
        gpiod_chip_close(output->chip);
    free(output);
}

int cgpiod_output_set(cgpiod_output *output, bool active) { return gpiod_line_set_value(output->line, active); }

int cgpiod_output_level(cgpiod_output *output) { return gpiod_line_get_value(output->line); }

#endif
