package io.frostline.edge.control;

import java.util.Map;

/** Where entries go, in the order in which they come: the buffer, and so the cloud. */
@FunctionalInterface
interface ControlLog {
    void log(String kind, String text, Map<String, String> detail);
}
