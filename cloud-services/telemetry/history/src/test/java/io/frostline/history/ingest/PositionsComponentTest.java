package io.frostline.history.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.frostline.platform.kafka.KafkaTopics;
import io.frostline.platform.sql.Sql;
import io.frostline.testing.KafkaResource;
import io.frostline.testing.PostgresResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "datasources", value = "history"))
@QuarkusTestResource(KafkaResource.class)
class PositionsComponentTest {
    @Inject
    Positions positions;

    @Inject
    ConsumedOffsets offsets;

    @Inject
    KafkaTopics topics;

    @Inject
    @DataSource("history")
    javax.sql.DataSource database;

    @Inject
    MeterRegistry metrics;

    private KafkaReadings kafka;

    @BeforeEach
    void connect() {
        kafka = new KafkaReadings(topics);
    }

    @AfterEach
    void disconnect() {
        kafka.close();
    }

    @Test
    void beginsWhereTheTopicBegins() throws Exception {
        TopicPartition partition = written("begins", 5);
        kafka.deleteBefore(partition, 2);
        double before = lost();
        assertThat(kafka.seek(positions, partition)).isEqualTo(2);
        assertThat(next(partition)).isEqualTo(2);
        assertThat(lost()).as("nothing that was never to be read is lost").isEqualTo(before);
    }

    @Test
    void goesOnAfterTheLastStoredRecord() throws Exception {
        TopicPartition partition = stored("goes-on", 5, 3);
        kafka.deleteBefore(partition, 1);
        assertThat(kafka.seek(positions, partition)).isEqualTo(3);
    }

    @Test
    void countsRecordsThatKafkaLostUnread() throws Exception {
        TopicPartition partition = stored("lost", 9, 3);
        kafka.deleteBefore(partition, 7);
        double before = lost();
        assertThat(kafka.seek(positions, partition)).isEqualTo(7);
        assertThat(lost() - before).isEqualTo(4);
        assertThat(next(partition)).isEqualTo(7);
        kafka.seek(positions, partition);
        assertThat(lost() - before).as("once").isEqualTo(4);
    }

    @Test
    void refusesATopicThatWasMadeAnew() throws Exception {
        TopicPartition partition = stored("anew", 5, 3);
        kafka.delete("anew");
        await().ignoreExceptions().untilAsserted(() -> {
            kafka.create("anew");
            kafka.write(partition, 9);
        });
        assertThatThrownBy(() -> kafka.seek(positions, partition))
                .hasMessageContaining("made anew")
                .hasMessageContaining("history.consumed");
        assertThatThrownBy(() -> positions.requireSameTopics(List.of(partition)))
                .hasMessageContaining("made anew");
        assertThat(next(partition)).isEqualTo(3);
    }

    @Test
    void refusesATopicThatEndsBeforeWhatIsStored() throws Exception {
        TopicPartition partition = stored("shorter", 5, 3);
        Sql.run(
                database,
                c -> Sql.update(c, "update consumed set next_offset = 6, topic_id = null where topic = 'shorter'"));
        assertThatThrownBy(() -> kafka.seek(positions, partition))
                .hasMessageContaining("ends at offset 5")
                .hasMessageContaining("offset 6 that is stored");
    }

    private TopicPartition written(String topic, int records) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        kafka.create(topic);
        kafka.write(partition, records);
        return partition;
    }

    private TopicPartition stored(String topic, int records, int stored) throws Exception {
        TopicPartition partition = written(topic, records);
        kafka.seek(positions, partition);
        offsets.passOver(partition, 0, stored);
        return partition;
    }

    private long next(TopicPartition partition) throws Exception {
        return requireNonNull(offsets.load(List.of(partition)).get(partition)).next();
    }

    private double lost() {
        return metrics.counter("frostline.history.lost.records").count();
    }
}
