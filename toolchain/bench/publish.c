// publish PORT TOPIC SIZE COUNT WINDOW: publishes COUNT messages at QoS 1 with libmosquitto and a loop of its own, WINDOW
// of them unacknowledged at a time, with the properties that a statement has.
#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <string.h>

#include "floor.h"

static int connected, outstanding;
static long acknowledged;

static void on_connect(struct mosquitto *client, void *data, int code) {
    (void)client, (void)data;
    if (code != 0) floor_fail("the broker refuses the connection");
    connected = 1;
}

static void on_publish(
    struct mosquitto *client, void *data, int identifier, int reason, const mosquitto_property *properties) {
    (void)client, (void)data, (void)identifier, (void)properties;
    if (reason >= 0x80) floor_fail("the broker refuses a message");
    outstanding--, acknowledged++;
}

static void turn(struct mosquitto *client) {
    struct pollfd request = {mosquitto_socket(client), POLLIN, 0};
    if (mosquitto_want_write(client)) request.events |= POLLOUT;
    if (poll(&request, 1, 1000) < 0 && errno != EINTR) floor_fail("poll");
    errno = 0;
    if (request.revents & POLLIN && mosquitto_loop_read(client, 1) != MOSQ_ERR_SUCCESS) floor_fail("read");
    errno = 0;
    if (request.revents & POLLOUT && mosquitto_loop_write(client, 1) != MOSQ_ERR_SUCCESS) floor_fail("write");
    if (mosquitto_loop_misc(client) != MOSQ_ERR_SUCCESS) floor_fail("keep alive");
}

static void publish(struct mosquitto *client, const char *topic, const void *payload, int size, long index) {
    char text[24];
    mosquitto_property *properties = NULL;
    snprintf(text, sizeof text, "%ld", index);
    if (mosquitto_property_add_string(
            &properties, MQTT_PROP_CONTENT_TYPE, "application/cose; cose-type=\"cose-sign1\"")
            != MOSQ_ERR_SUCCESS
        || mosquitto_property_add_string_pair(&properties, MQTT_PROP_USER_PROPERTY, "index", text) != MOSQ_ERR_SUCCESS
        || mosquitto_publish_v5(client, NULL, topic, size, payload, 1, false, properties) != MOSQ_ERR_SUCCESS)
        floor_fail("publish");
    mosquitto_property_free_all(&properties);
    outstanding++;
}

int main(int count_of_arguments, char **arguments) {
    if (count_of_arguments != 6) floor_fail("usage: publish PORT TOPIC SIZE COUNT WINDOW");
    int port = (int)floor_number(arguments[1]), size = (int)floor_number(arguments[3]);
    long count = floor_number(arguments[4]), window = floor_number(arguments[5]);
    char *payload = malloc((size_t)size);
    mosquitto_lib_init();
    struct mosquitto *client = mosquitto_new("floor", true, NULL);
    if (!payload || !client) floor_fail("out of memory");
    memset(payload, 'h', (size_t)size);
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(client, MOSQ_OPT_SEND_MAXIMUM, (int)window);
    mosquitto_connect_callback_set(client, on_connect);
    mosquitto_publish_v5_callback_set(client, on_publish);
    if (mosquitto_connect(client, "127.0.0.1", port, 60) != MOSQ_ERR_SUCCESS) floor_fail("connect");
    while (!connected) turn(client);

    struct floor_timer timer = floor_begin();
    long sent = 0;
    while (acknowledged < count) {
        while (sent < count && outstanding < window) publish(client, arguments[2], payload, size, sent++);
        turn(client);
    }
    floor_end(timer, count);
    mosquitto_disconnect(client);
    mosquitto_destroy(client);
    mosquitto_lib_cleanup();
    return 0;
}
