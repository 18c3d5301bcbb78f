package io.frostline.history.query;

import io.frostline.history.store.Registry;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writer of a complete answer as CSV, ascending: it reads pages while it writes. A gap is a row of its own among the readings or
 * buckets: its begin, then empty columns, its end and its reason. A gap that continues after a page of 10,000 is written in parts.
 * Nothing needs quoting.
 */
record CsvExport(HistoryQuery query, Registry.Sensor sensor, Writer out) {
    private static final int PAGE = 10_000;
    private static final String GAP = ",gap_to,gap_reason\n";
    private static final String RAW = "at,celsius,quality";
    private static final String BUCKETS = "from,min,max,mean,count,expected,mkt";

    void write(Resolution resolution, long from, long to) throws IOException, SQLException {
        out.write((resolution instanceof Resolution.Raw ? RAW : BUCKETS) + GAP);
        Optional<Long> next = Optional.of(from);
        while (next.isPresent()) {
            next = switch (resolution) {
                case Resolution.Raw raw -> readings(query.raw(sensor, next.get(), to, PAGE));
                case Resolution.Buckets buckets ->
                    buckets(query.buckets(sensor, next.get(), to, buckets.length(), PAGE));
            };
        }
    }

    private Optional<Long> readings(HistoryQuery.RawPage page) throws IOException {
        Gaps gaps = new Gaps(page.gaps(), ",,");
        for (Answers.Reading reading : page.readings()) {
            gaps.writeBefore(reading.at());
            row(reading.at(), reading.celsius(), reading.quality(), "", "");
        }
        gaps.writeBefore(Instant.MAX);
        return Optional.ofNullable(page.next());
    }

    private Optional<Long> buckets(HistoryQuery.BucketPage page) throws IOException {
        Gaps gaps = new Gaps(page.gaps(), ",,,,,,");
        for (Answers.Bucket b : page.buckets()) {
            gaps.writeBefore(b.from());
            row(b.from(), b.min(), b.max(), b.mean(), b.count(), b.expected(), b.mkt(), "", "");
        }
        gaps.writeBefore(Instant.MAX);
        return Optional.ofNullable(page.next());
    }

    private void row(@Nullable Object... values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            out.write(i == 0 ? "" : ",");
            out.write(values[i] == null ? "" : values[i].toString());
        }
        out.write('\n');
    }

    /** Gaps of a page. Each is written before the first row that comes after its begin. */
    private final class Gaps {
        private final List<Gap> gaps;
        private final String noValues;
        private int next;

        private Gaps(List<Gap> gaps, String noValues) {
            this.gaps = gaps;
            this.noValues = noValues;
        }

        private void writeBefore(Instant row) throws IOException {
            while (next < gaps.size() && gaps.get(next).from().isBefore(row)) {
                Gap gap = gaps.get(next++);
                out.write(gap.from() + noValues + "," + gap.to() + "," + gap.reason() + "\n");
            }
        }
    }
}
