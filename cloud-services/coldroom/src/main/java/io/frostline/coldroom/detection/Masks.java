package io.frostline.coldroom.detection;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times that advance no excursion although the temperature is outside, such as a defrost or an open door. Milliseconds since
 * 1970, [from, to).
 */
public final class Masks {
    public static final Masks NONE = new Masks(java.util.List.of());

    private final TreeMap<Long, Long> spans = new TreeMap<>();

    /**
     * @param from inclusive
     * @param to exclusive, after {@code from}
     */
    public record Span(long from, long to) {}

    /** @param spans in any order; they may overlap */
    public Masks(Collection<Span> spans) {
        for (Span span : spans) {
            long from = span.from;
            long to = span.to;
            for (Map.Entry<Long, Long> other = this.spans.floorEntry(to);
                    other != null && other.getValue() >= from;
                    other = this.spans.floorEntry(to)) {
                from = Math.min(from, other.getKey());
                to = Math.max(to, other.getValue());
                this.spans.remove(other.getKey());
            }
            this.spans.put(from, to);
        }
    }

    boolean covers(long at) {
        Map.Entry<Long, Long> span = spans.floorEntry(at);
        return span != null && at < span.getValue();
    }

    /** Returns how many milliseconds of [from, to) are masked. */
    long masked(long from, long to) {
        if (spans.isEmpty()) {
            return 0;
        }
        Long first = spans.floorKey(from);
        long masked = 0;
        for (Map.Entry<Long, Long> span :
                spans.subMap(first == null ? from : first, true, to, false).entrySet()) {
            masked += Math.max(0, Math.min(to, span.getValue()) - Math.max(from, span.getKey()));
        }
        return masked;
    }

    /**
     * Returns the first instant by which {@code unmasked} milliseconds since {@code from} were not masked; for 0, the first instant
     * that is not masked.
     */
    long after(long from, long unmasked) {
        long at = from;
        long left = unmasked;
        Long first = spans.floorKey(from);
        for (Map.Entry<Long, Long> span :
                spans.tailMap(first == null ? from : first, true).entrySet()) {
            long free = Math.max(0, span.getKey() - at);
            if (free > 0 && left <= free) {
                break;
            }
            left -= free;
            at = Math.max(at, span.getValue());
        }
        return at + left;
    }
}
