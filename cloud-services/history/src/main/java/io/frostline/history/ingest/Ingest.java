package io.frostline.history.ingest;

import io.frostline.contract.Topics;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.column.Malformed;
import io.frostline.contract.column.Readings;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.JsonReadings;
import io.frostline.contract.recording.PlainReading;
import io.frostline.history.evidence.Arrived;
import io.frostline.history.evidence.EvidenceStore;
import io.frostline.history.evidence.OwnEpoch;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Stores one poll of the readings topic: all of it, with its offsets, in one transaction. */
@ApplicationScoped
class Ingest {
    record Outcome(long readings, int duplicates, int refused) {}

    interface Also {
        void in(Connection connection) throws SQLException;
    }

    private final Database database;
    private final Registry registry;
    private final DeadLetters deadLetters;
    private final OwnEpoch ownEpoch;
    private final BatchCodec codec = new BatchCodec();

    Ingest(Database database, Registry registry, DeadLetters deadLetters, OwnEpoch ownEpoch) {
        this.database = database;
        this.registry = registry;
        this.deadLetters = deadLetters;
        this.ownEpoch = ownEpoch;
    }

    /** Called by one thread. Dead letters are durable before the offsets move past them. */
    Outcome apply(Iterable<ConsumerRecord<String, byte[]>> records, Also offsets) throws SQLException {
        List<Arrived> arrived = new ArrayList<>();
        Map<Integer, Map<String, Readings>> plain = new LinkedHashMap<>();
        List<DeadLetters.Letter> dead = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                requireWhole(record);
                if (kind(record).equals(Topics.KIND_PLAIN)) {
                    plain(record, plain);
                } else {
                    transfer(record, arrived, dead);
                }
            } catch (Malformed | BadReading e) {
                dead.add(letter(record, String.valueOf(e.getMessage())));
            }
        }
        deadLetters.send(dead);
        Set<Integer> sites = new TreeSet<>(plain.keySet());
        arrived.forEach(a -> sites.add(a.siteId()));
        return database.write(c -> {
            EvidenceStore.lockSites(c, sites);
            EvidenceStore.Stored stored = EvidenceStore.store(c, arrived);
            long readings = stored.readings();
            for (Map.Entry<Integer, Map<String, Readings>> site : plain.entrySet()) {
                readings += ownEpoch.appendPlain(c, site.getKey(), site.getValue());
            }
            offsets.in(c);
            return new Outcome(readings, stored.duplicates(), stored.refused());
        });
    }

    /**
     * Whether a statement failed for what it was to store - a value that can't be one, a rule that it breaks, a limit that
     * it exceeds (SQLSTATE classes 22, 23 and 54) - so that trying again is of no use.
     */
    static boolean isRefused(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    }

    /** Makes a record that the database refuses a dead letter, and moves past it. */
    void bury(ConsumerRecord<String, byte[]> record, SQLException why, Also offsets) throws SQLException {
        deadLetters.send(List.of(letter(record, "PostgreSQL refuses it: " + why.getMessage())));
        database.write(c -> {
            offsets.in(c);
            return true;
        });
    }

    private static DeadLetters.Letter letter(ConsumerRecord<String, byte[]> record, String reason) {
        return new DeadLetters.Letter(
                String.valueOf(record.key()), record.value() == null ? new byte[0] : record.value(), reason);
    }

    private static void requireWhole(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null || !Topics.isName(record.key())) {
            throw new Malformed("the record's key names no site: it must be " + Topics.NAME_RULE);
        }
        if (record.value() == null) {
            throw new Malformed("the record is empty");
        }
    }

    private void plain(ConsumerRecord<String, byte[]> record, Map<Integer, Map<String, Readings>> plain)
            throws SQLException, BadReading {
        Map<String, Readings> ofMessage = new TreeMap<>();
        try {
            JsonReadings.parse(new ByteArrayInputStream(record.value()), new JsonReadings.Sink() {
                @Override
                public void accept(int index, PlainReading reading) {
                    OwnEpoch.add(ofMessage, reading);
                }

                @Override
                public void reject(int index, BadReading why) {
                    // intake has made it a dead letter
                }
            });
        } catch (IOException e) {
            throw new Malformed("not JSON: " + e.getMessage());
        }
        Map<String, Readings> ofSite = plain.computeIfAbsent(registry.site(record.key()), id -> new TreeMap<>());
        ofMessage.forEach((sensor, readings) ->
                ofSite.computeIfAbsent(sensor, name -> new Readings(16)).addAll(readings));
    }

    private void transfer(ConsumerRecord<String, byte[]> record, List<Arrived> arrived, List<DeadLetters.Letter> dead)
            throws SQLException {
        BatchTransfer transfer = BatchTransfer.decode(record.value());
        int siteId = registry.site(record.key());
        if (transfer.catalog().isPresent()) {
            registry.register(siteId, transfer.catalog().get());
        }
        for (byte[] payload : transfer.batches()) {
            switch (codec.decode(payload)) {
                case Decoded.Accepted accepted -> {
                    Batch batch = accepted.batch();
                    Optional<Registry.KnownCatalog> catalog = registry.catalog(siteId, batch.catalog());
                    if (catalog.isPresent()) {
                        int epochId = registry.epoch(siteId, batch.epoch(), "agent");
                        arrived.add(new Arrived(siteId, epochId, catalog.get().id(), batch, payload));
                    } else {
                        dead.add(new DeadLetters.Letter(
                                record.key(), payload, "no transfer has brought the catalog " + batch.catalog()));
                    }
                }
                case Decoded.Rejected rejected ->
                    dead.add(new DeadLetters.Letter(record.key(), payload, rejected.detail()));
            }
        }
    }

    private static String kind(ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader(Topics.KIND_HEADER);
        return header == null ? Topics.KIND_TRANSFER : new String(header.value(), StandardCharsets.UTF_8);
    }
}
