package io.frostline.history.imports;

import io.frostline.contract.column.Readings;
import java.util.HashMap;
import java.util.Map;

/** Known values of one sensor, possibly several per instant. They decide which values of an import are new. */
final class KnownValues {
    enum Verdict {
        NEW,
        CONFLICT,
        DUPLICATE
    }

    private final Readings values;
    /** Index of the last added value, by instant. {@link #earlier} links each value to the one added before it. */
    private final Map<Long, Integer> last;

    private final Map<Integer, Integer> earlier = new HashMap<>();

    KnownValues(int expected) {
        values = new Readings(expected);
        last = HashMap.newHashMap(expected);
    }

    void addAll(Readings readings) {
        for (int i = 0; i < readings.size(); i++) {
            Verdict unused = add(readings, i);
        }
    }

    /** Adds a value, unless it is known. A value flagged as future differs from the same value without the flag. */
    Verdict add(Readings readings, int index) {
        Integer before = last.get(readings.at(index));
        for (Integer known = before; known != null; known = earlier.get(known)) {
            if (values.sameValue(known, readings, index) && values.isFuture(known) == readings.isFuture(index)) {
                return Verdict.DUPLICATE;
            }
        }
        int added = values.size();
        values.add(readings, index);
        last.put(readings.at(index), added);
        if (before != null) {
            earlier.put(added, before);
        }
        return before == null ? Verdict.NEW : Verdict.CONFLICT;
    }
}
