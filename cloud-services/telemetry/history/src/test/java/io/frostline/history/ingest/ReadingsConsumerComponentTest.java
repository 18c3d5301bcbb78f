package io.frostline.history.ingest;

import static io.restassured.RestAssured.when;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.hasSize;

import io.frostline.contract.Topics;
import io.frostline.platform.kafka.KafkaTopics;
import io.frostline.platform.sql.Sql;
import io.frostline.testing.KafkaResource;
import io.frostline.testing.PostgresResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "history"))
@QuarkusTestResource(KafkaResource.class)
class ReadingsConsumerComponentTest {
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

    @Inject
    ReadingsConsumer consumer;

    @Inject
    ConsumedOffsets offsets;

    @Inject
    Positions positions;

    @Inject
    KafkaTopics topics;

    @Inject
    @DataSource("history")
    javax.sql.DataSource database;

    @Inject
    MeterRegistry metrics;

    @Test
    void storesOnlyRecordsThatAreNotStored() throws Exception {
        TopicPartition partition = begun("again", 0);
        TopicPartition other = begun("again", 1);
        double before = stored();
        consumer.store(records("again", Map.of(partition, List.of(0L, 3L))));
        consumer.store(records("again", Map.of(partition, List.of(1L, 6L), other, List.of(0L, 2L))));
        consumer.store(records("again", Map.of(partition, List.of(2L, 6L))));
        assertThat(next(partition)).isEqualTo(6);
        assertThat(next(other)).isEqualTo(2);
        assertThat(stored() - before).isEqualTo(8);
        readings("again").body("readings", hasSize(6));
    }

    /** Repeats records, as after a failure when the channel delivers what it had polled before the seek. */
    @Test
    void dropsRecordsBehindThoseThatAreToCome() throws Exception {
        TopicPartition partition = begun("held-back", 0);
        consumer.store(records("held-back", Map.of(partition, List.of(0L, 3L))));
        consumer.store(records("held-back", Map.of(partition, List.of(3L, 6L))));
        positions.moved(partition, 3);
        offsets.passOver(partition, 6, 3);
        consumer.store(records("held-back", Map.of(partition, List.of(6L, 9L))));
        assertThat(next(partition)).isEqualTo(3);
        consumer.store(records("held-back", Map.of(partition, List.of(3L, 9L))));
        assertThat(next(partition)).isEqualTo(9);
    }

    /** Another consumer has stored some records, or the database is a replica that lacks stored ones. */
    @Test
    void refusesToMoveFromElsewhereThanWhereItStood() {
        TopicPartition partition = begun("elsewhere", 0);
        consumer.store(records("elsewhere", Map.of(partition, List.of(0L, 3L))));
        for (long first : new long[] {2, 4}) {
            assertRefusedMove(partition, first);
        }
    }

    /** The database is a replica that lacks even the partition's first transaction. */
    @Test
    void refusesToMoveWhatNeverBegan() {
        assertRefusedMove(new TopicPartition("never-begun", 0), 3);
    }

    private void assertRefusedMove(TopicPartition partition, long first) {
        assertThatThrownBy(() -> Sql.run(
                        database, c -> offsets.move(c, Map.of(partition, new ConsumedOffsets.Move(first, first + 5)))))
                .hasMessageContaining("does not end at offset " + first);
    }

    /** Partition of a topic of its own, from which history has read nothing yet. */
    private TopicPartition begun(String topic, int number) {
        TopicPartition partition = new TopicPartition(topic, number);
        try (KafkaReadings kafka = new KafkaReadings(topics)) {
            kafka.create(topic);
            kafka.seek(positions, partition);
        }
        return partition;
    }

    private long next(TopicPartition partition) throws SQLException {
        return requireNonNull(offsets.load(List.of(partition)).get(partition)).next();
    }

    private double stored() {
        return metrics.counter("frostline.history.readings").count();
    }

    private static ValidatableResponse readings(String site) {
        return when().get(
                        "/api/v1/sensors/{site}/probe/readings?resolution=raw&from={from}&to={to}",
                        site,
                        T0.toString(),
                        T0.plusSeconds(60).toString())
                .then()
                .statusCode(200);
    }

    /**
     * Returns one reading per record, whose instant equals its offset.
     *
     * @param ranges from the first offset up to, not including, the second
     */
    private static ConsumerRecords<String, byte[]> records(String site, Map<TopicPartition, List<Long>> ranges) {
        Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records = new HashMap<>();
        ranges.forEach((partition, range) -> records.put(
                partition,
                LongStream.range(range.getFirst(), range.getLast())
                        .mapToObj(offset -> record(partition, offset, site, T0.plusSeconds(offset)))
                        .toList()));
        return new ConsumerRecords<>(records, Map.of());
    }

    private static ConsumerRecord<String, byte[]> record(
            TopicPartition partition, long offset, String site, Instant at) {
        String reading = "{\"sensor\":\"probe\",\"at\":\"%s\",\"celsius\":-18.5}".formatted(at);
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(
                partition.topic(), partition.partition(), offset, site, reading.getBytes(StandardCharsets.UTF_8));
        record.headers().add(Topics.KIND_HEADER, Topics.KIND_PLAIN.getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
