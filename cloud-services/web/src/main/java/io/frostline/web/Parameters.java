package io.frostline.web;

import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** Check of a request's query parameters. */
public final class Parameters {
    private Parameters() {}

    /** Refuses a parameter that is not among those known: a misspelt one would be ignored. */
    public static void requireKnown(UriInfo uri, String... known) {
        List<String> all = List.of(known);
        for (String name : uri.getQueryParameters().keySet()) {
            if (!all.contains(name)) {
                throw Refused.badRequest(name, "'" + name + "' is not known here; known are " + String.join(", ", all));
            }
        }
    }
}
