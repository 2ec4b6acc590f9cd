// board-floor LINE SECONDS TOPIC [HOST [PORT]]: the least that a meter on a board can be. Counts the pulses of one GPIO line
// and publishes the sum as JSON at QoS 1, each SECONDS. It signs nothing, stores nothing, and ends at the first failure.
//
// A pulse is on for at least 10 ms. The line is found by its name, its kernel's debounce is off, as Heliograph has it.
#include <errno.h>
#include <gpiod.h>
#include <mosquitto.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "floor.h"

static const uint64_t shortest_pulse_ns = 10000000;
static volatile sig_atomic_t is_ended;
static uint64_t pulses, began_ns;
static int is_on;

static void count(uint64_t time_ns, int is_rising) {
    if (!is_rising && is_on && time_ns - began_ns >= shortest_pulse_ns) pulses++;
    if (is_rising) began_ns = time_ns;
    is_on = is_rising;
}

#ifdef GPIOD_LINE_BULK_MAX_LINES // libgpiod 1.6
static struct gpiod_line *line;

static int open_line(const char *name) {
    line = gpiod_line_find(name);
    if (!line || gpiod_line_request_both_edges_events(line, "board-floor") != 0) floor_fail("the line cannot be had");
    return gpiod_line_event_get_fd(line);
}

static void read_edges(void) {
    struct gpiod_line_event events[16];
    int number = gpiod_line_event_read_multiple(line, events, 16);
    if (number < 0) floor_fail("the line cannot be read");
    for (int index = 0; index < number; index++) {
        uint64_t time_ns = (uint64_t)events[index].ts.tv_sec * 1000000000 + (uint64_t)events[index].ts.tv_nsec;
        count(time_ns, events[index].event_type == GPIOD_LINE_EVENT_RISING_EDGE);
    }
}
#else // libgpiod 2
static struct gpiod_line_request *request;
static struct gpiod_edge_event_buffer *buffer;

static int open_line(const char *name) {
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *lines = gpiod_line_config_new();
    if (!settings || !lines) floor_fail("out of memory");
    gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
    for (int number = 0; number < 16 && !request; number++) {
        char path[32];
        snprintf(path, sizeof path, "/dev/gpiochip%d", number);
        struct gpiod_chip *chip = gpiod_chip_open(path);
        unsigned offset;
        int found = chip ? gpiod_chip_get_line_offset_from_name(chip, name) : -1;
        if (found >= 0 && (offset = (unsigned)found, gpiod_line_config_add_line_settings(lines, &offset, 1, settings)) == 0)
            request = gpiod_chip_request_lines(chip, NULL, lines);
        if (chip) gpiod_chip_close(chip);
    }
    gpiod_line_settings_free(settings);
    gpiod_line_config_free(lines);
    buffer = gpiod_edge_event_buffer_new(16);
    if (!request || !buffer) floor_fail("the line cannot be had");
    return gpiod_line_request_get_fd(request);
}

static void read_edges(void) {
    int number = gpiod_line_request_read_edge_events(request, buffer, 16);
    if (number < 0) floor_fail("the line cannot be read");
    for (int index = 0; index < number; index++) {
        struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(buffer, (unsigned long)index);
        count(gpiod_edge_event_get_timestamp_ns(event), gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE);
    }
}
#endif

static void publish(struct mosquitto *client, const char *topic) {
    char text[96];
    int size = snprintf(text, sizeof text, "{\"time\":%lld,\"pulses\":%llu}", (long long)time(NULL), (unsigned long long)pulses);
    if (mosquitto_publish(client, NULL, topic, size, text, 1, false) != MOSQ_ERR_SUCCESS) floor_fail("publish");
}

static void serve(struct mosquitto *client, short events) {
    errno = 0;
    if (events & POLLIN && mosquitto_loop_read(client, 1) != MOSQ_ERR_SUCCESS) floor_fail("read");
    if (events & POLLOUT && mosquitto_loop_write(client, 1) != MOSQ_ERR_SUCCESS) floor_fail("write");
    if (mosquitto_loop_misc(client) != MOSQ_ERR_SUCCESS) floor_fail("keep alive");
}

static void end(int signal) {
    (void)signal;
    is_ended = 1;
}

int main(int count_of_arguments, char **arguments) {
    if (count_of_arguments < 4) floor_fail("usage: board-floor LINE SECONDS TOPIC [HOST [PORT]]");
    double interval_s = (double)floor_number(arguments[2]);
    const char *host = count_of_arguments > 4 ? arguments[4] : "127.0.0.1";
    int port = count_of_arguments > 5 ? (int)floor_number(arguments[5]) : 1883;
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);

    int edges = open_line(arguments[1]); // first, so that edges wait in the kernel while the broker answers
    mosquitto_lib_init();
    struct mosquitto *client = mosquitto_new("board-floor", true, NULL);
    if (!client || mosquitto_connect(client, host, port, 60) != MOSQ_ERR_SUCCESS) floor_fail("connect");

    double next_s = floor_clock(CLOCK_MONOTONIC) + interval_s;
    while (!is_ended) {
        double left_s = next_s - floor_clock(CLOCK_MONOTONIC);
        if (left_s <= 0) {
            publish(client, arguments[3]);
            next_s += interval_s;
            continue;
        }
        struct pollfd waits[] = {{edges, POLLIN, 0}, {mosquitto_socket(client), POLLIN, 0}};
        if (mosquitto_want_write(client)) waits[1].events |= POLLOUT;
        // Once a second at most the client looks at its keep-alive, at least with every message.
        int rest_ms = (int)(left_s * 1000) + 1;
        if (poll(waits, 2, rest_ms) < 0 && errno != EINTR) floor_fail("poll");
        if (waits[0].revents & POLLIN) read_edges();
        if (waits[1].revents || rest_ms > 1000) serve(client, waits[1].revents);
    }
    printf("pulses %llu\n", (unsigned long long)pulses);
    mosquitto_disconnect(client);
    mosquitto_destroy(client);
    mosquitto_lib_cleanup();
    return 0;
}
