package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.MailProvider;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Rooms with people on duty, their notifications, and readings that cause alarms. */
final class Duty {
    static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String BEGIN = "2026-01-01T00:00:00Z";
    private static final Instant EIGHT = Instant.parse("2026-01-15T08:00:00Z");

    final MailProvider provider;
    final ColdRooms rooms;
    private final Deployment cloud;

    Duty(Deployment cloud) {
        this.cloud = cloud;
        this.provider = cloud.mailProvider();
        this.rooms = new ColdRooms(cloud);
        cloud.ensure(List.of(Part.NOTIFICATION));
    }

    /** Returns an address that no other test uses. */
    static String address(String name) {
        return name + "-" + UUID.randomUUID() + "@example.com";
    }

    static String level(String after, String address) {
        return "{\"after\":\"" + after + "\",\"mail\":[\"" + address + "\"]}";
    }

    static String webhook(String url) {
        return "{\"webhooks\":[{\"url\":\"" + url + "\"}]}";
    }

    static String setup(List<String> levels, String noDataAfter, String... sensors) {
        return ColdRooms.setup(BEGIN, "8", noDataAfter, sensors)
                .replaceFirst("\\{", "{\"contacts\":[" + String.join(",", levels) + "],");
    }

    /** Sets up a cooler with one probe, whose silence is no alarm. */
    void cooler(String site, String... levels) {
        rooms.set(site + "/cooler", setup(List.of(levels), "null", "probe"));
    }

    /** Returns the instant this many minutes after eight. */
    static Instant at(int minute) {
        return EIGHT.plusSeconds(60L * minute);
    }

    /** Stores one reading per minute of the probe, from a minute until before another. */
    void hold(String site, int from, int to, double celsius) {
        rooms.hold(site, "probe", at(from), at(to), celsius);
    }

    /** Makes the cooler warm for long enough for a warning, and no more. */
    void warm(String site) {
        hold(site, 0, 40, 9.5);
    }

    void bring(String site, String csv) {
        Response answer = cloud.api(Part.HISTORY).post("/sites/" + site + "/readings?interval=PT1M", "text/csv", csv);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    /** Returns the mails for an address as plain text. */
    List<String> mails(String address) {
        return provider.mailbox(address).stream()
                .map(mail -> plain(mail.text()))
                .toList();
    }

    /** Waits for the oldest mail that contains {@code part}. */
    String awaitMail(String address, String part) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> mails(address).stream()
                                .filter(text -> text.contains(part))
                                .toList(),
                        mails -> !mails.isEmpty())
                .getFirst();
    }

    /** Decodes quoted-printable as far as the product's texts need it; subjects use the same letters. */
    private static String plain(String text) {
        return text.replace("=\n", "").replace("=C2=B0", "\u00b0").replace("=3D", "=");
    }

    JsonNode alarm(String site, String severity) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> StreamSupport.stream(
                                        rooms.get("/alarms?site=" + site).spliterator(), false)
                                .filter(alarm -> alarm.get("severity").asText().equals(severity))
                                .toList(),
                        alarms -> !alarms.isEmpty())
                .getFirst();
    }

    /** Returns the excursion of an alarm with its notifications. */
    JsonNode excursion(JsonNode alarm) {
        return rooms.get("/excursions/" + alarm.get("excursion").asText());
    }

    void acknowledge(JsonNode alarm) {
        Response answer = rooms.post("/excursions/" + alarm.get("excursion").asText() + "/acknowledgements", """
                {"by":"Carmen","comment":"the door was open","action":"closed it"}""");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    // ------------------------------------------------------------------------------------------ notification

    JsonNode notification(String path) {
        return cloud.api(Part.NOTIFICATION).json(path);
    }

    JsonNode awaitDeadLetter(String consumer, String part) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> StreamSupport.stream(
                                        notification("/dead-letters?limit=1000").spliterator(), false)
                                .filter(letter ->
                                        letter.get("consumer").asText().equals(consumer)
                                                && letter.toString().contains(part))
                                .toList(),
                        letters -> !letters.isEmpty())
                .getFirst();
    }

    Response replay(JsonNode letter) {
        return cloud.api(Part.NOTIFICATION)
                .post("/dead-letters/" + letter.get("id").asText() + "/replay");
    }

    // ------------------------------------------------------------------------------------------ the database

    Connection database() throws SQLException {
        return DriverManager.getConnection(cloud.jdbcUrl());
    }

    long number(String query) throws SQLException {
        return Database.number(cloud.jdbcUrl(), query);
    }
}
