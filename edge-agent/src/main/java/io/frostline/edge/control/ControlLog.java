package io.frostline.edge.control;

import java.util.Map;

/** Target of log entries, kept in order: the buffer, and so the cloud. */
@FunctionalInterface
interface ControlLog {
    void log(String kind, String text, Map<String, String> detail);
}
