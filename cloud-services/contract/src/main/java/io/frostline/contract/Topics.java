package io.frostline.contract;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of MQTT and Kafka topics, and of the sites in them. */
public final class Topics {
    /** Kafka topic: transfers and plain readings as they arrived; key = site. */
    public static final String READINGS = "frostline.readings";
    /** Kafka topic: messages that intake could not accept, with the reason in the header {@link #REASON_HEADER}. */
    public static final String READINGS_DEAD = "frostline.readings.intake.dead";
    /** Kafka topic: messages that history could not apply. */
    public static final String READINGS_HISTORY_DEAD = "frostline.readings.history.dead";

    /** Kafka topic: events of excursions; key = {@code site/room}. */
    public static final String EXCURSIONS = "frostline.coldroom.excursions";

    /** Maximum bytes of a record in the readings topics: 4 MiB, which MQTT accepts, plus room for Kafka's overhead. */
    public static final int LARGEST_RECORD = (4 << 20) + (64 << 10);

    /** Kafka header: {@link #KIND_TRANSFER}, {@link #KIND_PLAIN} or {@link #KIND_PLAIN_MESSAGES}. */
    public static final String KIND_HEADER = "kind";

    public static final String KIND_TRANSFER = "transfer";
    public static final String KIND_PLAIN = "plain";
    /** Kind of a record that is an encoded {@code PlainMessages}. */
    public static final String KIND_PLAIN_MESSAGES = "plain-messages";
    /** Kafka header of a dead letter: the MQTT topic from which it came. */
    public static final String TOPIC_HEADER = "topic";

    /** Kafka header of a dead letter: why it could not be processed. */
    public static final String REASON_HEADER = "reason";

    /** Rule for the names of sites and sensors: they are safe in a topic, a path and a file name. */
    public static final String NAME_RULE =
            "1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or a digit";

    private static final int MAX_NAME_LENGTH = 64;
    private static final Pattern SITE_TOPIC = Pattern.compile("frostline/v1/([^/]+)/(batch|reading)");
    private static final String PREFIX = "frostline/v1/";
    private static final String READING = "/reading";
    private static final Set<String> KNOWN = Set.of("batch", "receipt", "command", "status", "reading");

    private Topics() {}

    public static boolean isName(String name) {
        int length = name.length();
        if (length == 0 || length > MAX_NAME_LENGTH || !isLetterOrDigit(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = name.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    public static String batch(String site) {
        return "frostline/v1/" + site + "/batch";
    }

    public static String receipt(String site) {
        return "frostline/v1/" + site + "/receipt";
    }

    public static String command(String site) {
        return "frostline/v1/" + site + "/command";
    }

    public static String status(String site) {
        return "frostline/v1/" + site + "/status";
    }

    public static String reading(String site) {
        return "frostline/v1/" + site + "/reading";
    }

    /** Returns the site of an upward topic; empty if the topic has another form or the site's name breaks the rule. */
    public static Optional<String> siteOf(String topic) {
        Matcher matcher = SITE_TOPIC.matcher(topic);
        return matcher.matches() && isName(matcher.group(1)) ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * Returns the site of a topic under the product's prefix that nobody reads, such as {@code frostline/v1/bilbao/readings}; empty
     * for all others.
     */
    public static Optional<String> siteOfUnread(String topic) {
        String[] levels = topic.split("/", -1);
        boolean ours = levels.length >= 4 && topic.startsWith(PREFIX) && isName(levels[2]);
        return ours && (levels.length > 4 || !KNOWN.contains(levels[3])) ? Optional.of(levels[2]) : Optional.empty();
    }

    /** Returns the site of a topic of plain readings; empty if the topic is another or the site's name breaks the rule. */
    public static Optional<String> siteOfReading(String topic) {
        if (!topic.startsWith(PREFIX)
                || !topic.endsWith(READING)
                || topic.length() <= PREFIX.length() + READING.length()) {
            return Optional.empty();
        }
        String site = topic.substring(PREFIX.length(), topic.length() - READING.length());
        return isName(site) ? Optional.of(site) : Optional.empty();
    }
}
