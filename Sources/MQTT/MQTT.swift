// The first file of MQTT replaces this one.
