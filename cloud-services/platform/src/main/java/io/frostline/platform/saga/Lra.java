package io.frostline.platform.saga;

import io.frostline.platform.web.Refused;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Id of a long-running action: a URI at the coordinator that stores it. */
public record Lra(URI id) {
    /** Header that carries the id; MicroProfile LRA 2.0, section 3.2.4. */
    public static final String HEADER = "Long-Running-Action";

    /**
     * Parses a header's value.
     *
     * @param header as received
     * @throws Refused unless it is an action of one of these coordinators, so that no other URI is ever called
     */
    public static Lra parse(@Nullable String header, List<URI> coordinators) {
        if (header != null && header.length() < 500) {
            try {
                URI id = URI.create(header);
                if (coordinators.stream().anyMatch(c -> isAt(c, id))) {
                    return new Lra(id);
                }
            } catch (IllegalArgumentException e) {
                // refused below
            }
        }
        throw Refused.badRequest(HEADER, "must be the URI of an action at one of the known coordinators");
    }

    private static boolean isAt(URI coordinator, URI id) {
        String path = id.getRawPath();
        return coordinator.getScheme().equals(id.getScheme())
                && coordinator.getRawAuthority().equals(id.getRawAuthority())
                && path != null
                && path.startsWith(Coordinators.PATH + "/")
                && id.getRawQuery() == null
                && id.getRawFragment() == null;
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
