package io.frostline.history.imports;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.recording.BadReading;
import io.frostline.history.store.Database;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Imports whose client does not wait. Progress is written once a second, so that any instance can answer for it. The transaction
 * that stores the import deletes the progress row. After a kill the row becomes stale: that import was interrupted, and nothing of
 * it is stored.
 */
@ApplicationScoped
class ImportJobs {
    private static final Logger LOG = Logger.getLogger(ImportJobs.class);
    private static final int MAX_CONCURRENT = 2;
    private static final int MAX_WAITING = 16;
    static final Duration INTERRUPTED_AFTER = Duration.ofSeconds(30);
    private static final Duration RETENTION = Duration.ofDays(7);

    private final Imports imports;
    private final Database database;
    private final ObjectMapper json;
    private final Map<UUID, Advance> running = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            MAX_CONCURRENT,
            MAX_CONCURRENT,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("import-", 1).factory());
    private final BackgroundLoop progress = new BackgroundLoop("import-progress", Duration.ofSeconds(1), this::tell);

    ImportJobs(Imports imports, Database database, ObjectMapper json) {
        this.imports = imports;
        this.database = database;
        this.json = json;
        progress.start();
    }

    /**
     * Accepts an import and takes over its file.
     *
     * @param partial true to store the valid rows although others are rejected
     * @throws Refused if too many imports are under way; then, and if the progress row cannot be written, the caller keeps the file
     */
    ImportProgress start(Imports.Job asked, boolean partial) throws SQLException {
        Imports.Job job = asked.underWay();
        database.write(c -> {
            int unused = Sql.update(
                    c,
                    "delete from import_progress where seen_at < now() - ? * interval '1 second'",
                    RETENTION.toSeconds());
            return Sql.update(
                    c,
                    """
                    insert into import_progress (id, site, imported_by, file_name, digest, bytes)
                    values (?, ?, ?, ?, ?, ?)""",
                    job.id(),
                    job.site(),
                    job.by(),
                    job.file().name(),
                    HexFormat.of().parseHex(job.file().digest()),
                    job.file().bytes());
        });
        running.put(job.id(), job.advance());
        try {
            workers.execute(() -> run(job, partial));
        } catch (RejectedExecutionException e) {
            running.remove(job.id());
            database.each(c -> Sql.update(c, "delete from import_progress where id = ?", job.id()));
            throw Refused.unavailable("import", "too many imports are under way; send it again in a minute");
        }
        return new ImportProgress(
                job.id(),
                job.site(),
                "running",
                Instant.now(),
                job.by(),
                job.file().name(),
                job.file().digest(),
                job.file().bytes(),
                EnumText.of(Advance.Phase.WAITING),
                0,
                null,
                null);
    }

    private void run(Imports.Job job, boolean partial) {
        try (ReceivedFile file = job.file()) {
            Imports.Previewed previewed = imports.preview(job);
            Optional<ImportsResource.Refusal> refusal = ImportsResource.refusal(previewed.preview(), partial);
            if (refusal.isPresent()) {
                refuse(job, refusal.get());
            } else {
                ImportRecord unused = imports.store(job, previewed);
            }
        } catch (BadReading e) {
            Refused why = Refused.unprocessable(e.field(), e.field() + " " + e.getMessage());
            refuse(job, ImportsResource.Refusal.of(why.problem()));
        } catch (Refused e) {
            refuse(job, ImportsResource.Refusal.of(e.problem()));
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.errorf(e, "import %s of site %s failed", job.id(), job.site());
            Problem why =
                    Problem.of(500, "internal-error", "Internal error", "the import failed and left nothing behind");
            refuse(job, ImportsResource.Refusal.of(why));
        } finally {
            running.remove(job.id());
        }
    }

    private void refuse(Imports.Job job, ImportsResource.Refusal why) {
        try {
            int unused = database.each(c -> Sql.update(
                    c,
                    "update import_progress set problem = ?::jsonb, seen_at = clock_timestamp() where id = ?",
                    json.valueToTree(why).toString(),
                    job.id()));
        } catch (SQLException e) {
            LOG.errorf(e, "import %s of site %s was refused, and that can't be written", job.id(), job.site());
        }
    }

    /** Writes the progress of all running imports with one statement. */
    private boolean tell() throws SQLException {
        if (!running.isEmpty()) {
            int unused = database.each(this::tell);
        }
        return false;
    }

    private int tell(Connection connection) throws SQLException {
        Map<UUID, Advance.Seen> seen = new HashMap<>();
        running.forEach((id, advance) -> seen.put(id, advance.seen()));
        return Sql.update(
                connection,
                """
                update import_progress p set phase = n.phase, readings = n.readings, expected = n.expected,
                       seen_at = clock_timestamp()
                  from unnest(?, ?, ?, ?) as n (id, phase, readings, expected) where p.id = n.id::uuid""",
                seen.keySet().stream().map(UUID::toString).toArray(String[]::new),
                seen.values().stream().map(each -> EnumText.of(each.phase())).toArray(String[]::new),
                seen.values().stream().map(Advance.Seen::readings).toArray(Long[]::new),
                seen.values().stream().map(Advance.Seen::expected).toArray(Long[]::new));
    }

    /** Returns an import that is running, refused or interrupted; empty for one that is stored. */
    Optional<ImportProgress> find(String site, UUID id) throws SQLException {
        return database.each(
                c -> Sql.first(c, """
                select p.*, p.seen_at < clock_timestamp() - ? * interval '1 second' as lost from import_progress p
                 where p.site = ? and p.id = ?""", row -> progress(site, row), INTERRUPTED_AFTER.toSeconds(), site, id));
    }

    private ImportProgress progress(String site, ResultSet row) throws SQLException {
        String problem = row.getString("problem");
        String state = problem != null ? "refused" : row.getBoolean("lost") ? "interrupted" : "running";
        return new ImportProgress(
                row.getObject("id", UUID.class),
                site,
                state,
                Sql.instant(row, "begun_at"),
                row.getString("imported_by"),
                row.getString("file_name"),
                HexFormat.of().formatHex(row.getBytes("digest")),
                row.getLong("bytes"),
                state.equals("running") ? row.getString("phase") : null,
                row.getLong("readings"),
                Sql.nullableLong(row, "expected"),
                problem == null
                        ? null
                        : ImportTable.read(json, problem, new TypeReference<ImportsResource.Refusal>() {}));
    }

    void stop(@Observes ShutdownEvent event) {
        progress.close();
        List<Runnable> unused = workers.shutdownNow();
    }
}
