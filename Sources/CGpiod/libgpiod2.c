// libgpiod 2.x: the kernel's second interface, with 1024 edges a line, numbered by the kernel.
#include "CGpiod.h"

#include <gpiod.h>

#ifndef GPIOD_LINE_BULK_MAX_LINES // of version 1 alone

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct cgpiod_chip {
    struct gpiod_chip *chip;
    struct gpiod_chip_info *info;
};

struct cgpiod_output {
    struct gpiod_line_request *request;
    unsigned offset;
};

const char *cgpiod_version(void) { return gpiod_api_version(); }

cgpiod_chip *cgpiod_chip_open(const char *path) {
    cgpiod_chip *chip = calloc(1, sizeof *chip);
    if (!chip)
        return NULL;
    if ((chip->chip = gpiod_chip_open(path)) && (chip->info = gpiod_chip_get_info(chip->chip)))
        return chip;
    int code = errno;
    cgpiod_chip_close(chip);
    errno = code;
    return NULL;
}

void cgpiod_chip_close(cgpiod_chip *chip) {
    gpiod_chip_info_free(chip->info);
    if (chip->chip)
        gpiod_chip_close(chip->chip);
    free(chip);
}

const char *cgpiod_chip_label(const cgpiod_chip *chip) { return gpiod_chip_info_get_label(chip->info); }

unsigned cgpiod_chip_line_count(const cgpiod_chip *chip) { return gpiod_chip_info_get_num_lines(chip->info); }

int cgpiod_chip_describe(cgpiod_chip *chip, unsigned offset, cgpiod_line_facts *facts) {
    struct gpiod_line_info *info = gpiod_chip_get_line_info(chip->chip, offset);
    if (!info)
        return -1;
    *facts = (cgpiod_line_facts){
        .is_used = gpiod_line_info_is_used(info),
        .is_output = gpiod_line_info_get_direction(info) == GPIOD_LINE_DIRECTION_OUTPUT};
    const char *name = gpiod_line_info_get_name(info), *holder = gpiod_line_info_get_consumer(info);
    if (name)
        strncpy(facts->name, name, sizeof facts->name - 1);
    if (holder)
        strncpy(facts->holder, holder, sizeof facts->holder - 1);
    gpiod_line_info_free(info);
    return 0;
}

// One line, so that it has a kernel buffer of its own. Takes ownership of `settings`, which may be NULL.
static struct gpiod_line_request *request_line(const char *path, unsigned offset, struct gpiod_line_settings *settings) {
    if (!settings)
        return NULL;
    struct gpiod_line_request *request = NULL;
    struct gpiod_chip *chip = gpiod_chip_open(path);
    struct gpiod_line_config *lines = gpiod_line_config_new();
    struct gpiod_request_config *config = gpiod_request_config_new();
    if (chip && lines && config && gpiod_line_config_add_line_settings(lines, &offset, 1, settings) == 0) {
        gpiod_request_config_set_consumer(config, "heliograph");
        gpiod_request_config_set_event_buffer_size(config, 1024); // the kernel's own limit
        request = gpiod_chip_request_lines(chip, config, lines);
    }
    int code = errno;
    gpiod_request_config_free(config);
    gpiod_line_config_free(lines);
    gpiod_line_settings_free(settings);
    if (chip)
        gpiod_chip_close(chip); // a request outlives it
    errno = code;
    return request;
}

int cgpiod_input_open(const char *path, unsigned offset, cgpiod_bias bias, bool active_low) {
    static const enum gpiod_line_bias biases[] = {
        [CGPIOD_BIAS_AS_IS] = GPIOD_LINE_BIAS_AS_IS,
        [CGPIOD_BIAS_DISABLED] = GPIOD_LINE_BIAS_DISABLED,
        [CGPIOD_BIAS_PULL_UP] = GPIOD_LINE_BIAS_PULL_UP,
        [CGPIOD_BIAS_PULL_DOWN] = GPIOD_LINE_BIAS_PULL_DOWN,
    };
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    if (settings) {
        gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
        gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
        gpiod_line_settings_set_event_clock(settings, GPIOD_LINE_CLOCK_MONOTONIC);
        gpiod_line_settings_set_bias(settings, biases[bias]);
        gpiod_line_settings_set_active_low(settings, active_low);
    }
    struct gpiod_line_request *request = request_line(path, offset, settings);
    if (!request)
        return -1;
    int input = fcntl(gpiod_line_request_get_fd(request), F_DUPFD_CLOEXEC, 3);
    int failure = input < 0 || fcntl(input, F_SETFL, O_NONBLOCK) < 0 ? errno : 0;
    gpiod_line_request_release(request); // the line is held by the copy
    if (failure && input >= 0)
        close(input);
    errno = failure;
    return failure ? -1 : input;
}

cgpiod_output *cgpiod_output_open(const char *path, unsigned offset, bool active_low, bool active) {
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    if (settings) {
        gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT);
        gpiod_line_settings_set_active_low(settings, active_low);
        gpiod_line_settings_set_output_value(settings, active ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
    }
    cgpiod_output *output = calloc(1, sizeof *output);
    struct gpiod_line_request *request = request_line(path, offset, settings);
    if (output && request) {
        *output = (cgpiod_output){.request = request, .offset = offset};
        return output;
    }
    int code = errno;
    if (request)
        gpiod_line_request_release(request);
    free(output);
    errno = code;
    return NULL;
}

void cgpiod_output_close(cgpiod_output *output) {
    gpiod_line_request_release(output->request);
    free(output);
}

int cgpiod_output_set(cgpiod_output *output, bool active) {
    return gpiod_line_request_set_value(
        output->request, output->offset, active ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
}

int cgpiod_output_level(cgpiod_output *output) {
    return gpiod_line_request_get_value(output->request, output->offset);
}

#endif
