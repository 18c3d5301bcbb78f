package io.frostline.history.loggerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rejected parts of a file, by kind: the first place of each kind, and how many there are. */
public final class Rejections {
    /** Upper bound of kinds: a file of nothing but mistakes must not fill the memory. */
    private static final int MAX_KINDS = 200;

    /**
     * One kind of mistake.
     *
     * @param line line of the first one, from 1
     * @param column header of its column
     * @param count number of mistakes of this kind
     */
    public record Rejection(long line, String column, String reason, long count) {}

    private final Map<String, Rejection> byKind = new LinkedHashMap<>();
    private @Nullable Rejection firstOfZone;
    private long count;

    void add(long line, String column, String reason) {
        count++;
        if (firstOfZone == null && column.equals("zone")) {
            firstOfZone = new Rejection(line, column, reason, 1);
        }
        String kind = column + " " + reason;
        Rejection before = byKind.get(kind);
        if (before != null) {
            byKind.put(kind, new Rejection(before.line, before.column, before.reason, before.count + 1));
        } else if (byKind.size() < MAX_KINDS) {
            byKind.put(kind, new Rejection(line, column, reason, 1));
        }
    }

    /** Returns the first rejection of a time by the zone, however many other mistakes there are. */
    public Optional<Rejection> ofZone() {
        return Optional.ofNullable(firstOfZone);
    }

    public long count() {
        return count;
    }

    public List<Rejection> list() {
        return new ArrayList<>(byKind.values());
    }
}
