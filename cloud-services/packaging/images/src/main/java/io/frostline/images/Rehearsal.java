package io.frostline.images;

import java.util.List;

/** Run of a program that loads the classes that each start and a first request need. */
sealed interface Rehearsal {
    /**
     * Run of a service.
     *
     * @param healthy the health check that it can pass without any other service
     * @param requests sent after that; any answer will do
     */
    record Service(String healthy, List<String> requests) implements Rehearsal {}

    /** Run of PostgreSQL, Kafka and the MQTT broker until they answer. */
    record Servers() implements Rehearsal {}

    /** Run of the agent until it has recorded a few readings and the broker has some. */
    record Agent() implements Rehearsal {}
}
