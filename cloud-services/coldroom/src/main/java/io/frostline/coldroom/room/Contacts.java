package io.frostline.coldroom.room;

import io.frostline.coldroom.room.RoomSetup.ContactLevel;
import io.frostline.coldroom.room.RoomSetup.WebhookSetup;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Contacts for a room's alarms.
 *
 * @param levels ascending by the time after which they are called
 */
public record Contacts(List<Level> levels) {
    private static final int MAX_LEVELS = 5;
    private static final int MAX_RECIPIENTS = 50;
    private static final int MAX_ADDRESS = 254;
    private static final int MAX_URL = 500;
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");

    /**
     * @param after delay since an alarm became known
     * @param webhooks URLs
     */
    public record Level(Duration after, Set<String> mails, Set<String> webhooks) {}

    /**
     * Returns the contacts of a setup.
     *
     * @throws Refused with the field and what would be right
     */
    public static Contacts of(RoomSetup setup) {
        List<ContactLevel> asked = setup.contacts() == null ? List.of() : setup.contacts();
        if (asked.size() > MAX_LEVELS) {
            throw Refused.badRequest("contacts", "must be at most " + MAX_LEVELS + " levels, not " + asked.size());
        }
        List<Level> levels = new ArrayList<>();
        for (ContactLevel each : asked) {
            Level level = level(Checks.required("contacts", each));
            if (!levels.isEmpty() && level.after.compareTo(levels.getLast().after) <= 0) {
                throw Refused.badRequest(
                        "contacts.after",
                        "must be longer from level to level: " + level.after + " comes behind "
                                + levels.getLast().after);
            }
            levels.add(level);
        }
        return new Contacts(List.copyOf(levels));
    }

    private static Level level(ContactLevel asked) {
        Duration after = asked.after() == null ? Duration.ZERO : SetupChecks.duration("contacts.after", asked.after());
        Set<String> mails = new TreeSet<>();
        orNone(asked.mail()).forEach(address -> mails.add(address(address)));
        Set<String> webhooks = new TreeSet<>();
        for (WebhookSetup webhook : orNone(asked.webhooks())) {
            webhooks.add(url(Checks.required("contacts.webhooks", webhook).url()));
        }
        int recipients = mails.size() + webhooks.size();
        if (recipients < 1 || recipients > MAX_RECIPIENTS) {
            throw Refused.badRequest(
                    "contacts", "each level must name 1 to " + MAX_RECIPIENTS + " in mail and webhooks");
        }
        return new Level(after, mails, webhooks);
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static String address(@Nullable String text) {
        if (text == null
                || text.length() > MAX_ADDRESS
                || !ADDRESS.matcher(text).matches()) {
            throw Refused.badRequest("contacts.mail", "'" + text + "' is no address; write it like anna@example.com");
        }
        return text;
    }

    /** Returns a webhook URL. One with user info is refused, since answers show URLs. */
    private static String url(@Nullable String text) {
        try {
            URI url = new URI(String.valueOf(text));
            boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (web
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getFragment() == null
                    && url.toString().length() <= MAX_URL) {
                return url.toASCIIString();
            }
        } catch (URISyntaxException e) {
            // the refusal below says it
        }
        throw Refused.badRequest(
                "contacts.webhooks.url",
                "'" + text + "' is no URL for a webhook; write it like https://example.com/alarms");
    }
}
