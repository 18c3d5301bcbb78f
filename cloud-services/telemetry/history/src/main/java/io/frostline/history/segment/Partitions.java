package io.frostline.history.segment;

import io.frostline.history.store.Database;
import io.frostline.platform.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Monthly partitions of the segment table, created ahead of time, and on demand for data of any age. */
@ApplicationScoped
public class Partitions {
    private static final int MONTHS_AHEAD = 3;
    private static final long LOCK = 0x66726f73746c696eL;

    private final Database database;
    private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();

    public Partitions(Database database) {
        this.database = database;
    }

    public void makeAhead(Instant now) throws SQLException {
        YearMonth month = monthOf(now.toEpochMilli());
        for (int i = 0; i <= MONTHS_AHEAD; i++) {
            ensure(month.plusMonths(i));
        }
    }

    /** Signal that segments have no partition: it must be created outside the transaction that writes them. */
    static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Set<YearMonth> months;

        Missing(Set<YearMonth> months) {
            super("partitions are missing: " + months, null, false, false);
            this.months = months;
        }
    }

    /** @throws Missing if any of the segments has no known partition */
    void require(Collection<Segment> segments) {
        Set<YearMonth> missing = segments.stream().map(s -> monthOf(s.fromAt())).collect(Collectors.toSet());
        missing.removeAll(known);
        if (!missing.isEmpty()) {
            throw new Missing(missing);
        }
    }

    /** Creates the missing partitions, each in a transaction of its own. */
    void make(Missing missing) throws SQLException {
        for (YearMonth month : missing.months) {
            ensure(month);
        }
    }

    private void ensure(YearMonth month) throws SQLException {
        if (known.contains(month)) {
            return;
        }
        String name = "segment_%04d_%02d".formatted(month.getYear(), month.getMonthValue());
        database.write(connection -> {
            Sql.list(connection, "select pg_advisory_xact_lock(?)::text", row -> "", LOCK);
            boolean exists = Sql.first(
                            connection, "select to_regclass(?) is not null", row -> row.getBoolean(1), "" + name)
                    .orElse(false);
            if (!exists) {
                Sql.update(
                        connection,
                        "create table history." + name + " partition of history.segment for values from ('"
                                + month.atDay(1) + " 00:00+00') to ('"
                                + month.plusMonths(1).atDay(1) + " 00:00+00')");
            }
            return true;
        });
        known.add(month);
    }

    private static YearMonth monthOf(long atMillis) {
        return YearMonth.from(Instant.ofEpochMilli(atMillis).atOffset(ZoneOffset.UTC));
    }
}
