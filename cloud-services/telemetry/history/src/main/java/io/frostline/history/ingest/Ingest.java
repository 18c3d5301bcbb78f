package io.frostline.history.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.contract.column.Malformed;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.PlainReading;
import io.frostline.contract.wire.PlainMessages;
import io.frostline.history.evidence.Arrived;
import io.frostline.history.evidence.EvidenceStore;
import io.frostline.history.evidence.OutOfRange;
import io.frostline.history.evidence.OwnEpoch;
import io.frostline.history.evidence.SensorRanges;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.platform.sql.SqlState;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Writer that stores one poll of the readings topic: all of it, with its offsets, in one transaction. */
@ApplicationScoped
class Ingest {
    record Outcome(long readings, int duplicates, int refused) {}

    interface InSameTransaction {
        void in(Connection connection) throws SQLException;
    }

    private final Database database;
    private final Registry registry;
    private final DeadLetters deadLetters;
    private final OwnEpoch ownEpoch;
    private final SensorRanges ranges;
    private final RefusedMessages refusedMessages;
    private final BatchCodec codec = new BatchCodec();

    Ingest(
            Database database,
            Registry registry,
            DeadLetters deadLetters,
            OwnEpoch ownEpoch,
            SensorRanges ranges,
            RefusedMessages refusedMessages) {
        this.database = database;
        this.registry = registry;
        this.deadLetters = deadLetters;
        this.ownEpoch = ownEpoch;
        this.ranges = ranges;
        this.refusedMessages = refusedMessages;
    }

    /** Decoded contents of the records, and the messages in them that can't be decoded. */
    private static final class Contents {
        private final List<Arrived> arrived = new ArrayList<>();
        private final Map<Integer, Map<String, Readings>> plain = new LinkedHashMap<>();
        private final List<DeadLetters.Letter> dead = new ArrayList<>();
        private final List<RefusedMessages.Message> refused = new ArrayList<>();
        private final Map<Integer, OutOfRange> outOfRange = new TreeMap<>();
        private long lastReceived = Long.MIN_VALUE;

        /** Returns the log entries for values that no sensor can measure, by site. */
        Map<Integer, List<Batch.Entry>> log() {
            Map<Integer, List<Batch.Entry>> log = new TreeMap<>();
            outOfRange.forEach((site, found) -> log.put(site, found.entries()));
            return log;
        }

        /** Returns the latest timestamp of the records, by the clock of the service that sent them to Kafka. */
        Instant received() {
            return Instant.ofEpochMilli(lastReceived);
        }

        /** Refuses a message: it goes to the dead-letter topic and to the table. */
        void refuse(ConsumerRecord<String, byte[]> record, byte[] payload, String topic, String kind, String reason) {
            dead.add(new DeadLetters.Letter(String.valueOf(record.key()), payload, reason));
            keep(record, payload, topic, kind, reason);
        }

        /** Keeps a message that is already in a dead-letter topic. */
        void keep(ConsumerRecord<String, byte[]> record, byte[] payload, String topic, String kind, String reason) {
            String where = record.topic() + "/" + record.partition() + "/" + record.offset() + "/" + record.timestamp()
                    + "/" + refused.size();
            refused.add(new RefusedMessages.Message(
                    UUID.nameUUIDFromBytes(where.getBytes(StandardCharsets.UTF_8)),
                    topic,
                    String.valueOf(record.key()),
                    kind,
                    reason,
                    payload,
                    Instant.ofEpochMilli(record.timestamp())));
        }

        Set<Integer> sites() {
            Set<Integer> sites = new TreeSet<>(plain.keySet());
            arrived.forEach(a -> sites.add(a.siteId()));
            return sites;
        }
    }

    /** Stores the records. Only one thread may call it. Dead letters are durable before the offsets move past them. */
    Outcome apply(Iterable<ConsumerRecord<String, byte[]>> records, InSameTransaction offsets) throws SQLException {
        Contents contents = contents(records);
        Outcome outcome = database.write(c -> {
            EvidenceStore.lockSites(c, contents.sites());
            EvidenceStore.Stored stored = EvidenceStore.store(c, contents.arrived);
            long readings =
                    stored.readings() + ownEpoch.appendPlain(c, contents.plain, contents.log(), contents.received());
            deadLetters.send(contents.dead);
            refusedMessages.keep(c, contents.refused);
            offsets.in(c);
            return new Outcome(readings, stored.duplicates(), stored.refused());
        });
        refusedMessages.tell(contents.refused);
        return outcome;
    }

    /** Stores one record of which the database refuses a part: that part becomes a dead letter, and the rest is stored. */
    Outcome applyOneByOne(ConsumerRecord<String, byte[]> record, InSameTransaction offsets) throws SQLException {
        Contents contents = contents(List.of(record));
        Outcome outcome = database.write(c -> {
            EvidenceStore.lockSites(c, contents.sites());
            long readings = 0;
            int duplicates = 0;
            int refused = 0;
            for (Arrived arrived : contents.arrived) {
                Savepoint before = c.setSavepoint();
                try {
                    EvidenceStore.Stored stored = EvidenceStore.store(c, List.of(arrived));
                    readings += stored.readings();
                    duplicates += stored.duplicates();
                    refused += stored.refused();
                } catch (SQLException e) {
                    backTo(c, before, e);
                    contents.refuse(record, arrived.payload(), batchTopic(record), "database", refusal(e));
                }
            }
            for (Map.Entry<Integer, Map<String, Readings>> site : contents.plain.entrySet()) {
                Savepoint before = c.setSavepoint();
                try {
                    readings += ownEpoch.appendPlain(
                            c, Map.of(site.getKey(), site.getValue()), contents.log(), contents.received());
                } catch (SQLException e) {
                    backTo(c, before, e);
                    contents.refuse(record, record.value(), Topics.reading(record.key()), "database", refusal(e));
                }
            }
            deadLetters.send(contents.dead);
            refusedMessages.keep(c, contents.refused);
            offsets.in(c);
            return new Outcome(readings, duplicates, refused);
        });
        refusedMessages.tell(contents.refused);
        return outcome;
    }

    private static void backTo(Connection connection, Savepoint before, SQLException why) throws SQLException {
        if (!SqlState.isValueRefused(why)) {
            throw why;
        }
        connection.rollback(before);
    }

    private static String refusal(SQLException why) {
        return "PostgreSQL refuses it: " + why.getMessage();
    }

    private Contents contents(Iterable<ConsumerRecord<String, byte[]>> records) throws SQLException {
        Contents contents = new Contents();
        for (ConsumerRecord<String, byte[]> record : records) {
            contents.lastReceived = Math.max(contents.lastReceived, record.timestamp());
            try {
                if (record.topic().equals(Topics.READINGS_DEAD)) {
                    refusedByIntake(record, contents);
                    continue;
                }
                requireWhole(record);
                switch (header(record, Topics.KIND_HEADER, Topics.KIND_TRANSFER)) {
                    case Topics.KIND_PLAIN -> plain(record, record.value(), registry.site(record.key()), contents);
                    case Topics.KIND_PLAIN_MESSAGES -> plainMessages(record, contents);
                    default -> transfer(record, contents);
                }
            } catch (Malformed e) {
                contents.refuse(record, bytes(record), batchTopic(record), "batch", String.valueOf(e.getMessage()));
            }
        }
        return contents;
    }

    /** Forgets all cached database ids: after a failure, another database may answer. */
    void forgetNumbers() {
        registry.forget();
    }

    private static byte[] bytes(ConsumerRecord<String, byte[]> record) {
        return record.value() == null ? new byte[0] : record.value();
    }

    private static String batchTopic(ConsumerRecord<String, byte[]> record) {
        return Topics.batch(String.valueOf(record.key()));
    }

    /** Keeps a message that intake refused. Its header names the MQTT topic; without that header it is a batch. */
    private static void refusedByIntake(ConsumerRecord<String, byte[]> record, Contents contents) {
        String reason = header(record, Topics.REASON_HEADER, "no reason was given");
        String topic = header(record, Topics.TOPIC_HEADER, batchTopic(record));
        contents.keep(record, bytes(record), topic, topic.endsWith("/batch") ? "batch" : "topic", reason);
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name, String otherwise) {
        Header header = record.headers().lastHeader(name);
        return header == null ? otherwise : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void requireWhole(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null || !Topics.isName(record.key())) {
            throw new Malformed("the record's key names no site: it must be " + Topics.NAME_RULE);
        }
        if (record.value() == null) {
            throw new Malformed("the record is empty");
        }
    }

    private void plainMessages(ConsumerRecord<String, byte[]> record, Contents contents) throws SQLException {
        int siteId = registry.site(record.key());
        try {
            for (ByteString message : PlainMessages.parseFrom(record.value()).getMessageList()) {
                plain(record, message.toByteArray(), siteId, contents);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new Malformed("not a list of messages: " + e.getMessage());
        }
    }

    /** Stores the valid readings of a message. If others are invalid, the message also becomes a dead letter. */
    private void plain(ConsumerRecord<String, byte[]> record, byte[] payload, int siteId, Contents contents)
            throws SQLException {
        try {
            PlainMessage message = PlainMessage.parse(payload);
            Map<String, Readings> ofSite = contents.plain.computeIfAbsent(siteId, id -> new TreeMap<>());
            for (PlainReading reading : message.readings()) {
                add(reading, siteId, record.timestamp(), ofSite, contents);
            }
            String refusal = message.refusal();
            if (refusal != null) {
                contents.refuse(record, payload, Topics.reading(record.key()), message.refusedField(), refusal);
            }
        } catch (BadReading e) {
            contents.refuse(record, payload, Topics.reading(record.key()), e.field(), e.field() + " " + e.getMessage());
        }
    }

    private void add(PlainReading reading, int siteId, long received, Map<String, Readings> ofSite, Contents contents)
            throws SQLException {
        Long value = reading.microCelsius();
        Optional<String> refusal = value == null
                ? Optional.empty()
                : ranges.of(siteId, reading.sensor()).refusal(value);
        if (refusal.isEmpty()) {
            OwnEpoch.add(ofSite, reading, received);
        } else {
            OwnEpoch.add(ofSite, reading.sensor(), reading.atMillis(), 0, Quality.OUT_OF_RANGE, received);
            contents.outOfRange
                    .computeIfAbsent(siteId, id -> new OutOfRange())
                    .add(reading.sensor(), reading.atMillis(), refusal.get());
        }
    }

    private void transfer(ConsumerRecord<String, byte[]> record, Contents contents) throws SQLException {
        BatchTransfer transfer = BatchTransfer.decode(record.value());
        int siteId = registry.site(record.key());
        SensorCatalog sent = transfer.catalog();
        if (sent != null) {
            registry.register(siteId, sent, false);
        }
        for (byte[] payload : transfer.batches()) {
            switch (codec.decode(payload)) {
                case Decoded.Accepted accepted -> {
                    Batch batch = accepted.batch();
                    Optional<Registry.KnownCatalog> catalog = registry.catalog(siteId, batch.catalog());
                    if (catalog.isPresent()) {
                        int epochId = registry.epoch(siteId, batch.epoch(), "agent");
                        contents.arrived.add(new Arrived(
                                siteId,
                                epochId,
                                catalog.get().id(),
                                batch,
                                payload,
                                Instant.ofEpochMilli(record.timestamp())));
                    } else {
                        contents.refuse(
                                record,
                                payload,
                                batchTopic(record),
                                "catalog",
                                "no transfer has brought the catalog " + batch.catalog());
                    }
                }
                case Decoded.Rejected rejected ->
                    contents.refuse(record, payload, batchTopic(record), "batch", rejected.detail());
            }
        }
    }
}
