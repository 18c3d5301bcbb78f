package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
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

/** Test that people on duty are notified of each alarm once, despite kills. */
class AlarmIT {
    private static final String TOPIC = "frostline.coldroom.excursions";

    private final Deployment cloud = Deployment.shared();
    private final Duty duty = new Duty(cloud);
    private final String anna = Duty.address("anna");

    @Test
    void tellsWarningCriticalAndEndOnceEach() {
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
    void tellsOfASensorThatFallsSilent() {
        duty.rooms.set("silent/cooler", Duty.setup(List.of(Duty.level("PT0S", anna)), "\"PT1H\"", "probe"));
        duty.hold("silent", 0, 10, 4);
        assertThat(duty.awaitMail(anna, "No-data alarm in room cooler at silent"))
                .contains("probe gives no data", "from: 2026-01-15 08:10 UTC");
    }

    @Test
    void tellsOnceDespiteKillsBetweenTheSteps() throws Exception {
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
            await().atMost(Duty.TIMEOUT)
                    .until(() -> duty.number("select count(*) from coldroom.notice where site = 'struck'") == 1);
            cloud.kill(Part.COLDROOM);
            holding.rollback();
        }
        // event sent, and nobody consumes it
        cloud.kill(Part.NOTIFICATION);
        cloud.start(Part.COLDROOM);
        await().atMost(Duty.TIMEOUT).until(() -> duty.number("select count(*) from coldroom.outbox") == 0);
        // mail at the provider, without an acknowledgement
        duty.provider.beforeAcknowledging(() -> cloud.kill(Part.NOTIFICATION));
        cloud.start(Part.NOTIFICATION);
        await().atMost(Duty.TIMEOUT)
                .until(() -> !cloud.process(Part.NOTIFICATION).isAlive());
        assertThat(duty.provider.submitted(anna)).hasSize(1);
        cloud.start(Part.NOTIFICATION);
        await().atMost(Duty.TIMEOUT)
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

    /** Only every other minute is known, and is outside; the late minutes show that the temperature recovered each time. */
    @Test
    void tellsThatLateDataWithdrewTheAlarm() {
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
    void sendsOneMailForARoomWithManySensors() {
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

    /** Under a limit that the room still exceeds, an ended excursion goes on. */
    @Test
    void tellsAnewOfAnAlarmThatComesBack() {
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
        await().atMost(Duty.TIMEOUT)
                .until(() -> duty.mails(anna).stream()
                                .filter(text -> text.contains("Warning alarm in room cooler at comes-back"))
                                .count()
                        == 2);
        JsonNode alarm = duty.alarm("comes-back", "warning");
        assertThat(alarm.get("state").asText()).isEqualTo("open");
        assertThat(alarm.has("acknowledgedAt")).isFalse();
    }
}
