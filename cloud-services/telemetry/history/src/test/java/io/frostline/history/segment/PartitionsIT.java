package io.frostline.history.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.history.HistoryFixture;
import io.frostline.platform.sql.Sql;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionsIT {
    private static final String OF_2042 =
            "select relname from pg_class where relname like 'segment\\_2042%' and relkind = 'r' order by 1";

    @Test
    void thisMonthsAndThreeMoreAreThereBeforeAnyReadingAsksForThem() throws Exception {
        HistoryFixture history = HistoryFixture.shared();
        history.partitions.makeAhead(Instant.parse("2042-01-31T23:59:59Z"));
        new Partitions(history.database)
                .makeAhead(Instant.parse("2042-02-01T00:00:00Z")); // another process, a month later
        List<String> made = history.database.read(c -> Sql.list(c, OF_2042, row -> row.getString(1)));
        assertThat(made)
                .containsExactly(
                        "segment_2042_01", "segment_2042_02", "segment_2042_03", "segment_2042_04", "segment_2042_05");
    }
}
