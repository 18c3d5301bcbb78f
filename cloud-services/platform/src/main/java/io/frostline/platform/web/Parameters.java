package io.frostline.platform.web;

import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** Checks of a request's query parameters. */
public final class Parameters {
    private Parameters() {}

    /** Refuses an unknown parameter: a misspelt one would be ignored. */
    public static void requireKnown(UriInfo uri, String... known) {
        requireKnown(uri, List.of(known));
    }

    static void requireKnown(UriInfo uri, List<String> known) {
        for (String name : uri.getQueryParameters().keySet()) {
            if (!known.contains(name)) {
                throw Refused.badRequest(
                        name,
                        "'" + name + "' is not known here; "
                                + (known.isEmpty() ? "there are none" : "known are " + String.join(", ", known)));
            }
        }
    }
}
