package io.frostline.lra.action;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of a participant. One without {@code compensate} only hears of the action's end, at {@code after}.
 *
 * @param complete null if the participant need not be told of a close
 * @param status null if its outcome can't be asked for
 */
public record Links(
        @Nullable String compensate,
        @Nullable String complete,
        @Nullable String status,
        @Nullable String forget,
        @Nullable String after) {
    private static final int MAX_LENGTH = 8_000;
    /** A link of a Link header: RFC 8288, section 3, with a quoted or plain relation. */
    private static final Pattern LINK = Pattern.compile("<([^>]*)>\\s*((?:;[^,<]*)*)");

    private static final Set<String> RELATIONS =
            Set.of("compensate", "complete", "status", "forget", "after", "participant");

    private static final Pattern REL = Pattern.compile(";\\s*rel\\s*=\\s*\"?([^\";]+)\"?");

    /**
     * Parses a Link header, or the address of a participant whose paths end in {@code /compensate} and {@code /complete}.
     *
     * @throws IllegalArgumentException if it has neither a compensate nor an after address, or one that is no HTTP address; the
     *     message says what
     */
    public static Links parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the links are longer than " + MAX_LENGTH + " characters");
        }
        if (!text.contains("<")) {
            return ofParticipant(text.strip());
        }
        Map<String, String> found = new HashMap<>();
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            Matcher rel = REL.matcher(link.group(2));
            // other relations may stand there: Narayana's clients give the time limit as one
            if (rel.find() && RELATIONS.contains(rel.group(1).strip())) {
                found.put(rel.group(1).strip(), checked(link.group(1).strip()));
            }
        }
        String participant = found.get("participant");
        if (participant != null) {
            return ofParticipant(participant);
        }
        Links links = new Links(
                found.get("compensate"),
                found.get("complete"),
                found.get("status"),
                found.get("forget"),
                found.get("after"));
        if (links.compensate == null && links.after == null) {
            throw new IllegalArgumentException("Link has neither rel=compensate nor rel=after");
        }
        return links;
    }

    private static Links ofParticipant(String address) {
        String checked = checked(address);
        return new Links(checked + "/compensate", checked + "/complete", checked, checked, null);
    }

    private static String checked(String address) {
        try {
            URI uri = URI.create(address);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Link: not an address: " + address, e);
        }
        throw new IllegalArgumentException("Link: not an absolute http or https address: " + address);
    }

    /** Returns the address that identifies the participant within its action. */
    public String key() {
        return compensate == null ? String.valueOf(after) : compensate;
    }

    /** Returns true if the participant only hears of the action's end. */
    public boolean isListener() {
        return compensate == null;
    }

    Links withStatus(String address) {
        return new Links(compensate, complete, address, forget, after);
    }

    /** Returns the links as the value of a Link header. */
    public String header() {
        StringBuilder text = new StringBuilder();
        append(text, "compensate", compensate);
        append(text, "complete", complete);
        append(text, "status", status);
        append(text, "forget", forget);
        append(text, "after", after);
        return text.toString();
    }

    private static void append(StringBuilder text, String rel, @Nullable String address) {
        if (address != null) {
            text.append(text.isEmpty() ? "" : ",")
                    .append('<')
                    .append(address)
                    .append(">; rel=\"")
                    .append(rel)
                    .append('"');
        }
    }
}
