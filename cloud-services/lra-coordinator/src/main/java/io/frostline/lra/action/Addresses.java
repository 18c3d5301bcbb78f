package io.frostline.lra.action;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Addresses of actions, as clients of MicroProfile LRA make and read them. */
public final class Addresses {
    /** Path of the coordinator. */
    public static final String ROOT = "/lra-coordinator";

    private static final String PARENT = "?ParentLRA=";

    private Addresses() {}

    /**
     * Returns the address of an action. That of a nested one names its parent: Narayana's filters read it there.
     *
     * @param base of the coordinator, up to and including {@link #ROOT}
     */
    public static String action(String base, UUID id, @Nullable String parentUrl) {
        String address = base + "/" + id;
        return parentUrl == null
                ? address
                : address + PARENT + URLEncoder.encode(withoutQuery(parentUrl), StandardCharsets.UTF_8);
    }

    /** Returns the address of the parent that the address of a nested action names. */
    public static Optional<String> parent(String url) {
        int query = url.indexOf(PARENT);
        return query < 0
                ? Optional.empty()
                : Optional.of(URLDecoder.decode(url.substring(query + PARENT.length()), StandardCharsets.UTF_8));
    }

    /** Returns the address at which a participant's addresses can be read and replaced. */
    public static String recovery(String actionUrl, int participant) {
        String address = withoutQuery(actionUrl);
        int end = address.lastIndexOf('/');
        return address.substring(0, end) + "/recovery" + address.substring(end) + "/" + participant;
    }

    /** Returns the address under which an action is a participant of its parent. */
    public static String nested(String base, UUID id) {
        return base + "/nested/" + id;
    }

    private static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    /** Returns the id in an action's address, encoded or not, or in its last path segment alone. */
    public static Optional<UUID> id(String text) {
        try {
            String decoded = text.contains("%") ? URLDecoder.decode(text, StandardCharsets.UTF_8) : text;
            String address = withoutQuery(decoded);
            return Optional.of(UUID.fromString(address.substring(address.lastIndexOf('/') + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
