package io.frostline.history.query;

import org.jspecify.annotations.Nullable;

/** Lines of an export. Nothing in them needs quoting. */
final class CsvLines {
    static final String RAW_HEADER = "at,celsius,quality\n";
    static final String BUCKET_HEADER = "from,min,max,mean,count,expected,mkt\n";

    private CsvLines() {}

    static String of(Answers.Reading reading) {
        return reading.at() + "," + text(reading.celsius()) + "," + reading.quality() + "\n";
    }

    static String of(Answers.Bucket bucket) {
        return String.join(
                        ",",
                        bucket.from().toString(),
                        text(bucket.min()),
                        text(bucket.max()),
                        text(bucket.mean()),
                        Integer.toString(bucket.count()),
                        text(bucket.expected()),
                        text(bucket.mkt()))
                + "\n";
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
