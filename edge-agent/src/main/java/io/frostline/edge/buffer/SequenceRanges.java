package io.frostline.edge.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Set of sequence numbers, kept as ranges that never touch. Not thread-safe. */
public final class SequenceRanges {
    /** Range of sequence numbers, both ends inclusive. */
    public record Range(long first, long last) {
        public long size() {
            return last - first + 1;
        }
    }

    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /**
     * Adds a range and merges it with those that it overlaps or touches.
     *
     * @return the merged range
     */
    public Range add(long first, long last) {
        long from = first;
        long to = last;
        Map.Entry<Long, Long> before = ranges.floorEntry(first);
        if (before != null && before.getValue() >= first - 1) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        for (Map.Entry<Long, Long> next = ranges.higherEntry(from);
                next != null && next.getKey() <= to + 1;
                next = ranges.higherEntry(from)) {
            to = Math.max(to, next.getValue());
            ranges.remove(next.getKey());
        }
        ranges.put(from, to);
        return new Range(from, to);
    }

    public void remove(long first, long last) {
        for (Map.Entry<Long, Long> at = ranges.floorEntry(last);
                at != null && at.getValue() >= first;
                at = ranges.floorEntry(last)) {
            ranges.remove(at.getKey());
            if (at.getValue() > last) {
                ranges.put(last + 1, at.getValue());
            }
            if (at.getKey() < first) {
                ranges.put(at.getKey(), first - 1);
                break;
            }
        }
    }

    /** Returns the first number from {@code from} on that is not in the set. */
    public long firstMissing(long from) {
        Map.Entry<Long, Long> at = ranges.floorEntry(from);
        return at != null && at.getValue() >= from ? at.getValue() + 1 : from;
    }

    /** Returns the last number before the next range behind {@code from}, or {@code end} if that comes earlier. */
    public long lastMissing(long from, long end) {
        Long next = ranges.higherKey(from);
        return next == null ? end : Math.min(end, next - 1);
    }

    /** Returns the parts of {@code first} to {@code last} that are not in the set, ascending. */
    public List<Range> missing(long first, long last) {
        List<Range> missing = new ArrayList<>();
        for (long from = firstMissing(first); from <= last; ) {
            long to = lastMissing(from, last);
            missing.add(new Range(from, to));
            from = firstMissing(to + 1);
        }
        return missing;
    }

    public SequenceRanges copy() {
        SequenceRanges copy = new SequenceRanges();
        copy.ranges.putAll(ranges);
        return copy;
    }

    public List<Range> ranges() {
        List<Range> list = new ArrayList<>(ranges.size());
        ranges.forEach((first, last) -> list.add(new Range(first, last)));
        return list;
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public long size() {
        long size = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            size += range.getValue() - range.getKey() + 1;
        }
        return size;
    }
}
