#include "CMosquitto.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

static cmosquitto_status status(int code) {
    cmosquitto_status result = {code, code == MOSQ_ERR_ERRNO || code == MOSQ_ERR_EAI ? errno : 0};
    return result;
}

cmosquitto_status cmosquitto_connect(
    struct mosquitto *client, const char *host, int port, int keep_alive_s, const mosquitto_property *properties) {
    return status(mosquitto_connect_bind_v5(client, host, port, keep_alive_s, NULL, properties));
}

cmosquitto_status cmosquitto_publish(
    struct mosquitto *client, int *identifier, const char *topic, int size, const void *payload, int qos, bool retain,
    const mosquitto_property *properties) {
    return status(mosquitto_publish_v5(client, identifier, topic, size, payload, qos, retain, properties));
}

cmosquitto_status cmosquitto_subscribe(struct mosquitto *client, int *identifier, const char *filter, int qos) {
    return status(mosquitto_subscribe_v5(client, identifier, filter, qos, 0, NULL));
}

cmosquitto_status cmosquitto_disconnect(struct mosquitto *client) {
    return status(mosquitto_disconnect_v5(client, 0, NULL));
}

// The library's loops go on until errno says EAGAIN, and look at it even after a call that did not set it: a stale
// EAGAIN would end them after one packet.
cmosquitto_status cmosquitto_read(struct mosquitto *client) {
    errno = 0;
    return status(mosquitto_loop_read(client, 1));
}

cmosquitto_status cmosquitto_write(struct mosquitto *client) {
    errno = 0;
    return status(mosquitto_loop_write(client, 1));
}

cmosquitto_status cmosquitto_keep_alive(struct mosquitto *client) { return status(mosquitto_loop_misc(client)); }

int cmosquitto_prepare(struct mosquitto *client, int send_maximum) {
    int code = mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    if (code == MOSQ_ERR_SUCCESS) code = mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    if (code == MOSQ_ERR_SUCCESS) code = mosquitto_int_option(client, MOSQ_OPT_SEND_MAXIMUM, send_maximum);
    return code;
}

static int no_pass_phrase(char *buffer, int size, int writing, void *context) {
    (void)writing, (void)context;
    if (size > 0) buffer[0] = 0;
    return 0;
}

int cmosquitto_set_tls(
    struct mosquitto *client, const char *ca_file, const char *certificate_file, const char *key_file,
    const char *version) {
    int code = mosquitto_tls_set(client, ca_file, NULL, certificate_file, key_file, no_pass_phrase);
    if (code == MOSQ_ERR_SUCCESS) code = mosquitto_tls_opts_set(client, 1 /* SSL_VERIFY_PEER */, version, NULL);
    return code;
}

unsigned long long cmosquitto_received(int socket) {
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
    if (size < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received) return 0;
    return info.tcpi_bytes_received;
}
