package io.frostline.images;

import java.util.List;

/** A run of a program that loads what each start of it loads, and what a first request needs. */
sealed interface Rehearsal {
    /** PostgreSQL, Kafka and the MQTT broker, until they answer. */
    Rehearsal OF_SERVERS = new Servers();
    /** Until it has recorded a few readings, and the broker has some. */
    Rehearsal OF_AGENT = new Agent();

    /**
     * @param healthy of its health checks the one that it can pass with no other service
     * @param requests asked then, whatever it answers
     */
    record Service(String healthy, List<String> requests) implements Rehearsal {}

    record Servers() implements Rehearsal {}

    record Agent() implements Rehearsal {}
}
