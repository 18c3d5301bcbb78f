package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Test that people on duty are notified of each alarm once, despite kills, and that the next person is called without
 * acknowledgement.
 */
class AlarmIT {
    private static final String TOPIC = "frostline.coldroom.excursions";

    private final Deployment cloud = Deployment.shared();
    private final Duty duty = new Duty(cloud);
    private final String anna = Duty.address("anna");
    private final String carmen = Duty.address("carmen");

    @Test
    void aWarningAndACriticalAreToldOnceAndSoIsTheEnd() {
        duty.cooler("told", Duty.level("PT0S", anna));
        duty.warm("told");
        assertThat(duty.awaitMail(anna, "Warning alarm in room cooler at told"))
                .contains(
                        "probe above 8 \u00b0C (limit air)",
                        "from: 2026-01-15 08:00 UTC (09:00 Europe/Madrid)",
                        "warmest: 9.5 \u00b0C",
                        "alarm since: 2026-01-15 08:30 UTC",
                        "the data came late");
        duty.hold("told", 40, 70, 9);
        duty.awaitMail(anna, "Critical alarm in room cooler at told");
        publishAgainWhatWasTold("told/cooler");
        duty.hold("told", 70, 75, 4);
        duty.awaitMail(anna, "Warning alarm ended");
        duty.awaitMail(anna, "Critical alarm ended");
        assertThat(duty.mails(anna)).hasSize(4);
        assertThat(duty.alarm("told", "critical").get("state").asText()).isEqualTo("ended");
    }

    /** Repeats events with the same ids, as a relay does that is killed after the send. */
    private void publishAgainWhatWasTold(String aggregate) {
        List<ConsumerRecord<String, byte[]>> told = Topic.read(cloud, TOPIC).stream()
                .filter(event -> event.key().equals(aggregate))
                .toList();
        assertThat(told).isNotEmpty();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + cloud.port(Part.KAFKA), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            told.forEach(event -> producer.send(new ProducerRecord<>(TOPIC, event.key(), event.value())));
        }
    }

    @Test
    void aSensorThatFallsSilentIsAnAlarmToo() {
        duty.rooms.set("silent/cooler", Duty.setup(List.of(Duty.level("PT0S", anna)), "\"PT1H\"", "probe"));
        duty.hold("silent", 0, 10, 4);
        assertThat(duty.awaitMail(anna, "No-data alarm in room cooler at silent"))
                .contains("probe gives no data", "from: 2026-01-15 08:10 UTC");
    }

    @Test
    void whoeverIsKilledBetweenTheStepsEachIsToldOnce() throws Exception {
        duty.cooler("struck", Duty.level("PT0S", anna));
        try (Connection holding = duty.database()) {
            holding.setAutoCommit(false);
            // raised, no notice stored yet
            run(holding, "select pg_advisory_xact_lock(hashtextextended('coldroom alarm notices', 0))");
            duty.warm("struck");
            JsonNode alarm = duty.alarm("struck", "warning");
            assertThat(duty.excursion(alarm).at("/alarms/0/notices")).isEmpty();
            cloud.kill(Part.COLDROOM);
            holding.rollback();
            // notice stored, event still in the outbox
            run(holding, "select * from coldroom.outbox_partition for update");
            cloud.start(Part.COLDROOM);
            await().atMost(Duty.PATIENCE)
                    .until(() -> duty.number("select count(*) from coldroom.notice where site = 'struck'") == 1);
            cloud.kill(Part.COLDROOM);
            holding.rollback();
        }
        // event sent, and nobody consumes it
        cloud.kill(Part.NOTIFICATION);
        cloud.start(Part.COLDROOM);
        await().atMost(Duty.PATIENCE).until(() -> duty.number("select count(*) from coldroom.outbox") == 0);
        // mail at the provider, without an acknowledgement
        duty.provider.beforeAcknowledging(() -> cloud.kill(Part.NOTIFICATION));
        cloud.start(Part.NOTIFICATION);
        await().atMost(Duty.PATIENCE)
                .until(() -> !cloud.process(Part.NOTIFICATION).isAlive());
        assertThat(duty.provider.submitted(anna)).hasSize(1);
        cloud.start(Part.NOTIFICATION);
        await().atMost(Duty.PATIENCE)
                .until(() -> duty.number("select count(*) from notification.mail where state = 'sent' and address = '"
                                + anna + "'")
                        == 1);
        assertThat(duty.provider.submitted(anna)).hasSizeGreaterThan(1);
        assertThat(duty.mails(anna)).hasSize(1);
    }

    private static void run(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aWebhookIsSignedAndCalledUntilItAccepts() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(503, 429)) {
            duty.cooler("webhook", Duty.webhook(receiver.url()));
            duty.warm("webhook");
            await().atMost(Duty.PATIENCE).until(() -> receiver.calls().size() == 3);
            List<WebhookReceiver.Call> calls = receiver.calls();
            assertThat(calls).allMatch(WebhookReceiver.Call::isGenuine);
            assertThat(calls.stream().map(WebhookReceiver.Call::key).distinct()).hasSize(1);
            assertThat(calls.stream().map(WebhookReceiver.Call::body).distinct())
                    .singleElement()
                    .asString()
                    .contains("\"kind\":\"alarm-raised\"", "\"site\":\"webhook\"", "\"sensor\":\"probe\"");
            JsonNode told = duty.excursion(duty.alarm("webhook", "warning")).at("/alarms/0/notices/0");
            assertThat(told.at("/webhooks/0").asText()).isEqualTo(receiver.url());
            await().atMost(Duty.PATIENCE)
                    .until(() -> duty.notification(
                                    "/webhooks?about=" + told.get("id").asText())
                            .at("/0/state")
                            .asText()
                            .equals("sent"));
        }
    }

    @Test
    void aWebhookThatRefusesIsADeadLetterAndCanBeReplayed() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(410)) {
            duty.cooler("refused", Duty.webhook(receiver.url()));
            duty.warm("refused");
            await().atMost(Duty.PATIENCE).until(() -> receiver.calls().size() == 1);
            String key = receiver.calls().getFirst().key();
            JsonNode letter = duty.awaitDeadLetter("webhooks", key);
            assertThat(letter.get("reason").asText()).isEqualTo("answered 410");
            assertThat(receiver.calls()).hasSize(1);
            HttpResponse<String> replayed = duty.replay(letter);
            assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(200);
            await().atMost(Duty.PATIENCE).until(() -> receiver.calls().size() == 2);
            assertThat(receiver.calls().getLast().key()).isEqualTo(key);
        }
    }

    @Test
    void theNextLevelIsCalledUnlessSomebodyAcknowledgesInTime() {
        String other = Duty.address("other");
        duty.cooler("acknowledged", Duty.level("PT0S", anna), Duty.level("PT10S", other));
        duty.cooler("ignored", Duty.level("PT0S", anna), Duty.level("PT10S", carmen));
        duty.warm("acknowledged");
        duty.awaitMail(anna, "Warning alarm in room cooler at acknowledged");
        JsonNode alarm = duty.alarm("acknowledged", "warning");
        assertThat(alarm.get("state").asText()).isEqualTo("open");
        duty.acknowledge(alarm);
        assertThat(duty.awaitMail(anna, "Warning alarm acknowledged in room cooler"))
                .contains("by: Carmen", "comment: the door was open", "action: closed it");
        duty.warm("ignored");
        assertThat(duty.awaitMail(carmen, "at ignored")).contains("because nobody has acknowledged it");
        // raised later: any other recipient would have been called by now
        assertThat(duty.mails(other)).isEmpty();

        JsonNode excursion = duty.excursion(alarm);
        assertThat(excursion.at("/alarms/0/state").asText()).isEqualTo("acknowledged");
        assertThat(excursion.at("/alarms/0/notices/0/level").asInt()).isZero();
        assertThat(excursion.at("/alarms/0/notices/0/mail/0").asText()).isEqualTo(anna);
        assertThat(excursion.at("/alarms/0/notices/1/kind").asText()).isEqualTo("alarm-acknowledged");
        assertThat(excursion.at("/acknowledgements/0/action").asText()).isEqualTo("closed it");
        JsonNode escalated = duty.excursion(duty.alarm("ignored", "warning")).at("/alarms/0/notices");
        assertThat(escalated).hasSize(2);
        assertThat(escalated.at("/1/mail/0").asText()).isEqualTo(carmen);
        assertThat(duty.rooms.get("/alarms?site=ignored&room=cooler&state=open"))
                .hasSize(1);
        assertThat(duty.rooms.get("/alarms?site=acknowledged&state=open")).isEmpty();
    }

    @Test
    void aWarningThatWasAcknowledgedLeavesItsCriticalToBeTold() {
        duty.cooler("worse", Duty.level("PT0S", anna));
        duty.warm("worse");
        JsonNode warning = duty.alarm("worse", "warning");
        duty.awaitMail(anna, "Warning alarm in room cooler at worse");
        duty.acknowledge(warning);
        duty.acknowledge(warning);
        duty.hold("worse", 40, 70, 9);
        duty.awaitMail(anna, "Critical alarm in room cooler at worse");
        assertThat(duty.excursion(warning).get("acknowledgements")).hasSize(1);
        assertThat(duty.alarm("worse", "critical").get("state").asText()).isEqualTo("open");
        duty.acknowledge(warning); // identical text, about another alarm
        assertThat(duty.excursion(warning).get("acknowledgements")).hasSize(2);
        duty.awaitMail(anna, "Critical alarm acknowledged in room cooler at worse");
    }

    /** Only every other minute is known, and is outside; the late minutes show that the temperature recovered each time. */
    @Test
    void whoWasToldHearsThatLateDataLeftNothingOfIt() {
        duty.cooler("nothing", Duty.level("PT0S", anna));
        duty.bring("nothing", everyOtherMinute(0, 9) + calm());
        duty.awaitMail(anna, "Warning alarm in room cooler at nothing");
        duty.bring("nothing", everyOtherMinute(1, 4));
        assertThat(duty.awaitMail(anna, "Warning alarm withdrawn")).contains("Data that came late");
        assertThat(duty.alarm("nothing", "warning").get("state").asText()).isEqualTo("withdrawn");
    }

    private static String everyOtherMinute(int first, int celsius) {
        StringBuilder csv = new StringBuilder("sensor,at,celsius\n");
        for (int minute = first; minute < 100; minute += 2) {
            csv.append("probe,")
                    .append(Duty.at(minute))
                    .append(',')
                    .append(celsius)
                    .append('\n');
        }
        return csv.toString();
    }

    private static String calm() {
        return "probe," + Duty.at(100) + ",4\nprobe," + Duty.at(101) + ",4\n";
    }

    @Test
    void aRoomWithManySensorsIsOneMail() {
        List<String> sensors =
                IntStream.range(0, 60).mapToObj(i -> "probe-" + i).toList();
        duty.rooms.set(
                "flood/cooler", Duty.setup(List.of(Duty.level("PT0S", anna)), "null", sensors.toArray(String[]::new)));
        List<String> rows = new ArrayList<>(List.of("sensor,at,celsius"));
        for (String sensor : sensors) {
            IntStream.range(0, 40).forEach(minute -> rows.add(sensor + "," + Duty.at(minute) + ",9"));
        }
        duty.bring("flood", String.join("\n", rows) + "\n");
        assertThat(duty.awaitMail(anna, "Warning alarm"))
                .contains("Subject: Warning alarm: room cooler at flood, 60 sensors", "And 10 more");
        assertThat(duty.mails(anna)).hasSize(1);
        assertThat(duty.rooms.get("/alarms?site=flood")).hasSize(60);
    }

    @Test
    void whoComesOnDutyHearsOfWhatNobodyHasAcknowledged() {
        duty.cooler("takeover");
        duty.warm("takeover");
        assertThat(duty.alarm("takeover", "warning").get("state").asText()).isEqualTo("open");
        duty.cooler("takeover", Duty.level("PT0S", anna));
        duty.awaitMail(anna, "Warning alarm in room cooler at takeover");
    }

    /** Under a limit that the room still exceeds, an ended excursion goes on. */
    @Test
    void whatEndedAndComesBackIsToldAnew() {
        List<String> levels = List.of(Duty.level("PT0S", anna));
        duty.cooler("comes-back", levels.getFirst());
        duty.warm("comes-back");
        duty.awaitMail(anna, "Warning alarm in room cooler at comes-back");
        duty.acknowledge(duty.alarm("comes-back", "warning"));
        duty.hold("comes-back", 40, 50, 7);
        duty.awaitMail(anna, "Warning alarm ended");
        duty.rooms.set(
                "comes-back/cooler",
                Duty.setup(levels, "null", "probe")
                        .replace("\"high\":8", "\"high\":6")
                        .replaceFirst("\\{", "{\"reason\":\"fresh fish\","));
        await().atMost(Duty.PATIENCE)
                .until(() -> duty.mails(anna).stream()
                                .filter(text -> text.contains("Warning alarm in room cooler at comes-back"))
                                .count()
                        == 2);
        JsonNode alarm = duty.alarm("comes-back", "warning");
        assertThat(alarm.get("state").asText()).isEqualTo("open");
        assertThat(alarm.has("acknowledgedAt")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"mail":["anna"]}                                                       | contacts.mail
            {"webhooks":[{"url":"ftp://example.com"}]}                              | contacts.webhooks.url
            {"after":"soon","mail":["a@example.com"]}                               | contacts.after
            {"mail":["a@example.com"]},{"after":"PT0S","mail":["a@example.com"]}    | contacts.after
            {"after":"PT0S"}                                                        | contacts
            """)
    void badContactsAreRefusedWithTheField(String levels, String field) {
        HttpResponse<String> answer = duty.rooms.put("/rooms/bad/cooler", Duty.setup(List.of(levels), "null", "probe"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Rest.parse(answer).get("field").asText()).isEqualTo(field);
    }
}
