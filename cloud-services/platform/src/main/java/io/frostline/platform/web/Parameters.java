package io.frostline.platform.web;

import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** Checks of a request's query parameters. */
public final class Parameters {
    private Parameters() {}

    /** Refuses an unknown parameter: a misspelt one would be ignored. */
    public static void requireKnown(UriInfo uri, String... known) {
        for (String name : uri.getQueryParameters().keySet()) {
            if (!List.of(known).contains(name)) {
                throw Refused.badRequest(
                        name,
                        "'" + name + "' is not known here; "
                                + (known.length == 0 ? "there are none" : "known are " + String.join(", ", known)));
            }
        }
    }
}
