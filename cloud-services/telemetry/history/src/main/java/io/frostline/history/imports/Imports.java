package io.frostline.history.imports;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.recording.BadReading;
import io.frostline.contract.recording.Temperatures;
import io.frostline.history.HistoryConfig;
import io.frostline.history.evidence.EvidenceStore;
import io.frostline.history.evidence.OwnEpoch;
import io.frostline.history.loggerfile.Doubt;
import io.frostline.history.loggerfile.FileSettings;
import io.frostline.history.loggerfile.LoggerFile;
import io.frostline.history.loggerfile.LoggerFiles;
import io.frostline.history.loggerfile.ProfileLibrary;
import io.frostline.history.loggerfile.Rejections;
import io.frostline.history.loggerfile.Understanding;
import io.frostline.history.segment.Withdrawal;
import io.frostline.history.store.Database;
import io.frostline.history.store.Registry;
import io.frostline.platform.web.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Imports of logger files: previews a file, stores it as a whole, and withdraws it. */
@ApplicationScoped
class Imports {
    private static final int PREVIEWED = 10;

    /** @param celsius null for a fault */
    record Row(
            long line, String sensor, Instant at, @Nullable String celsius) {}

    /** @param doubts questions that must be settled first; if there are any, the file can't be stored */
    record Preview(
            @Nullable Understanding understood,
            List<Row> rows,
            long readings,
            long faults,
            long rejected,
            List<Rejections.Rejection> rejections,
            List<Doubt> doubts) {}

    /** @param file null if the file is in doubt */
    record Previewed(Preview preview, @Nullable LoggerFile file) {}

    /**
     * @param interval interval of every sensor; null if not given
     * @param isUnderWay true if the client does not wait, and polls the progress
     */
    record Job(
            UUID id,
            String site,
            ReceivedFile file,
            FileSettings settings,
            @Nullable Duration interval,
            String by,
            Advance advance,
            boolean isUnderWay) {
        Job(String site, ReceivedFile file, FileSettings settings, @Nullable Duration interval, String by) {
            this(UUID.randomUUID(), site, file, settings, interval, by, new Advance(), false);
        }

        Job underWay() {
            return new Job(id, site, file, settings, interval, by, advance, true);
        }
    }

    private final Database database;
    private final Registry registry;
    private final ReadingsImport store;
    private final OwnEpoch ownEpoch;
    private final ImportTable table;
    private final LoggerFiles files;
    private final Clock clock;

    Imports(
            Database database,
            Registry registry,
            ReadingsImport store,
            OwnEpoch ownEpoch,
            ImportTable table,
            HistoryConfig config,
            Clock clock)
            throws IOException {
        this.database = database;
        this.registry = registry;
        this.store = store;
        this.ownEpoch = ownEpoch;
        this.table = table;
        this.files =
                new LoggerFiles(ProfileLibrary.all(config.imports().profiles().orElse(null)));
        this.clock = clock;
    }

    /** @throws BadReading if the file holds nothing that could be imported */
    Previewed preview(Job job) throws IOException, BadReading {
        job.advance.begin(Advance.Phase.READING);
        return switch (files.understand(job.file.path(), job.settings)) {
            case LoggerFiles.Result.Doubtful doubtful ->
                new Previewed(new Preview(null, List.of(), 0, 0, 0, List.of(), doubtful.doubts()), null);
            case LoggerFiles.Result.Understood understood ->
                new Previewed(preview(understood.file(), job.advance), understood.file());
        };
    }

    private static Preview preview(LoggerFile file, Advance advance) throws IOException, BadReading {
        List<Row> rows = new ArrayList<>();
        long[] counts = new long[2];
        Rejections rejections = new Rejections();
        file.read(
                (line, sensor, at, micro) -> {
                    counts[0]++;
                    advance.to(counts[0]);
                    counts[1] += micro == null ? 1 : 0;
                    if (rows.size() < PREVIEWED) {
                        rows.add(new Row(
                                line,
                                sensor,
                                Instant.ofEpochMilli(at),
                                micro == null ? null : Temperatures.format(micro)));
                    }
                },
                rejections);
        List<Doubt> doubts = rejections.ofZone().stream()
                .map(
                        rejection -> new Doubt(
                                "zone",
                                "line " + rejection.line() + ": " + rejection.reason()
                                        + ". Where the clock of this file does not follow that zone, give the offset that it keeps, like zone=%2B01:00"))
                .toList();
        return new Preview(
                file.understanding(), rows, counts[0], counts[1], rejections.count(), rejections.list(), doubts);
    }

    /** Stores a file that is not in doubt in one transaction; throws {@link BadReading} if it does not match its preview. */
    ImportRecord store(Job job, Previewed previewed) throws SQLException, BadReading {
        LoggerFile file = previewed.file;
        if (file == null) {
            throw new BadReading("body", "is in doubt");
        }
        job.advance.begin(Advance.Phase.STORING);
        Instant now = clock.instant();
        AtomicReference<@Nullable ImportRecord> stored = new AtomicReference<>();
        try {
            ReadingsImport.Counts unused = store.store(
                    job.site,
                    now,
                    job.interval,
                    into -> read(file, into, job.advance),
                    (connection, epochId, counts) -> {
                        ImportRecord record = record(job, previewed.preview, counts, now);
                        table.insert(connection, registry.site(job.site), epochId, record);
                        if (job.isUnderWay && !table.progressed(connection, job.id)) {
                            throw Refused.unavailable(
                                    "import", "how far it was could not be written for long; nothing was stored");
                        }
                        stored.set(record);
                    });
        } catch (Unreadable e) {
            throw e.why;
        }
        return Objects.requireNonNull(stored.get());
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient BadReading why;

        Unreadable(BadReading why) {
            super(why);
            this.why = why;
        }
    }

    private static void read(LoggerFile file, ReadingsImport.Store into, Advance advance) throws SQLException {
        long[] count = new long[1];
        try {
            file.read(
                    (line, sensor, at, micro) -> {
                        advance.to(++count[0]);
                        try {
                            into.add(sensor, at, micro);
                        } catch (SQLException e) {
                            throw new IOException(e);
                        }
                    },
                    new Rejections());
        } catch (BadReading e) {
            throw new Unreadable(e);
        } catch (IOException e) {
            throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e);
        }
    }

    private static ImportRecord record(Job job, Preview preview, ReadingsImport.Counts counts, Instant now) {
        return new ImportRecord(
                job.id,
                job.site,
                now,
                job.by,
                job.file.name(),
                job.file.digest(),
                job.file.bytes(),
                preview.understood == null ? null : preview.understood.profile(),
                counts.accepted(),
                counts.duplicates(),
                counts.conflicts(),
                counts.faults(),
                counts.outOfRange(),
                counts.future(),
                preview.rejected,
                preview.rejections,
                preview.understood,
                null,
                null);
    }

    Optional<ImportRecord> find(String site, UUID id) throws SQLException {
        return database.each(c -> table.find(c, site, id));
    }

    List<ImportRecord> list(String site, int limit) throws SQLException {
        return database.each(c -> table.list(c, site, limit));
    }

    /** Withdraws an import. Idempotent: an import that was withdrawn before stays withdrawn. */
    void withdraw(ImportRecord record, String by) throws SQLException {
        int siteId = registry.site(record.site());
        boolean unused = database.write(c -> {
            EvidenceStore.lockSites(c, Set.of(siteId));
            Optional<Integer> epochId = table.lockOpen(c, record.id());
            if (epochId.isPresent()) {
                if (epochId.get() != 0) {
                    withdraw(c, siteId, epochId.get(), record, by);
                }
                table.withdrawn(c, record.id(), by);
            }
            return true;
        });
    }

    private void withdraw(Connection connection, int siteId, int epochId, ImportRecord record, String by)
            throws SQLException {
        Withdrawal.Withdrawn withdrawn;
        try {
            withdrawn = new Withdrawal(connection, registry, siteId, epochId).run();
        } catch (Withdrawal.Gone e) {
            throw Refused.conflict(
                    "evidence-released",
                    "Evidence released",
                    "the evidence of its span was released by evidence-retention, so which readings came from it alone"
                            + " can't be told any more; nothing was changed");
        }
        Instant now = clock.instant();
        long unused = ownEpoch.say(
                connection,
                epochId,
                List.of(new Batch.Entry(
                        now.toEpochMilli(),
                        Batch.Entry.IMPORT_WITHDRAWN,
                        "import " + record.id() + " was taken back by " + by,
                        Map.of(
                                "import", record.id().toString(),
                                "by", by,
                                "sensors", String.join(",", withdrawn.sensors()),
                                "from", Long.toString(withdrawn.from()),
                                "to", Long.toString(withdrawn.to())))),
                now);
    }
}
