package io.frostline.images;

import java.util.List;

/** Run of a program that loads the classes that each start and a first request need. */
sealed interface Rehearsal {
    /** Run of PostgreSQL, Kafka and the MQTT broker until they answer. */
    Rehearsal OF_SERVERS = new Servers();
    /** Run of the agent until it has recorded a few readings and the broker has some. */
    Rehearsal OF_AGENT = new Agent();

    /**
     * Run of a service.
     *
     * @param healthy the health check that it can pass without any other service
     * @param requests sent after that; any answer will do
     */
    record Service(String healthy, List<String> requests) implements Rehearsal {}

    record Servers() implements Rehearsal {}

    record Agent() implements Rehearsal {}
}
