#pragma once
// libmosquitto for MQTT 5, with two things added that Swift cannot do: errno taken in the statement that failed, and
// the names of properties and options as plain numbers.
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <stdbool.h>

/// What a call of the library returned (enum mosq_err_t) and, for MOSQ_ERR_ERRNO and MOSQ_ERR_EAI, the errno or
/// getaddrinfo(3) code behind it. mosquitto_strerror(MOSQ_ERR_ERRNO) would format whatever errno is by then.
typedef struct {
    int code;
    int error_number;
} cmosquitto_status;

cmosquitto_status cmosquitto_connect(
    struct mosquitto *client, const char *host, int port, int keep_alive_s, const mosquitto_property *properties);
cmosquitto_status cmosquitto_publish(
    struct mosquitto *client, int *identifier, const char *topic, int size, const void *payload, int qos, bool retain,
    const mosquitto_property *properties);
cmosquitto_status cmosquitto_subscribe(struct mosquitto *client, int *identifier, const char *filter, int qos);
cmosquitto_status cmosquitto_disconnect(struct mosquitto *client);
cmosquitto_status cmosquitto_read(struct mosquitto *client);
cmosquitto_status cmosquitto_write(struct mosquitto *client);
cmosquitto_status cmosquitto_keep_alive(struct mosquitto *client);

/// MQTT 5, TCP_NODELAY, and at most `send_maximum` messages on their way.
int cmosquitto_prepare(struct mosquitto *client, int send_maximum);

/// Verifies the broker's certificate and name against `ca_file`; never asks a terminal for a pass phrase.
/// `version` is "tlsv1.2" or "tlsv1.3", the least that is accepted.
int cmosquitto_set_tls(
    struct mosquitto *client, const char *ca_file, const char *certificate_file, const char *key_file,
    const char *version);

/// Bytes that the kernel has received on a TCP socket since it was opened; 0 where it does not say.
unsigned long long cmosquitto_received(int socket);

enum cmosquitto_property {
    cmosquitto_content_type = MQTT_PROP_CONTENT_TYPE,
    cmosquitto_response_topic = MQTT_PROP_RESPONSE_TOPIC,
    cmosquitto_correlation_data = MQTT_PROP_CORRELATION_DATA,
    cmosquitto_user_property = MQTT_PROP_USER_PROPERTY,
    cmosquitto_session_expiry = MQTT_PROP_SESSION_EXPIRY_INTERVAL,
    cmosquitto_maximum_packet_size = MQTT_PROP_MAXIMUM_PACKET_SIZE,
    cmosquitto_receive_maximum = MQTT_PROP_RECEIVE_MAXIMUM,
    cmosquitto_will_delay = MQTT_PROP_WILL_DELAY_INTERVAL,
};
