package io.frostline.history.imports;

import io.frostline.contract.column.Readings;
import java.util.HashMap;
import java.util.Map;

/** Values of one sensor that are known, several of an instant among them: which of an import's are new. */
final class KnownValues {
    enum Verdict {
        /** Nothing is known of its instant. */
        NEW,
        /** Another value is. */
        CONFLICT,
        /** The same value is. */
        DUPLICATE
    }

    private final Readings values;
    /** By instant, the index of the value that was added last; beside each, in {@link #earlier}, the one before it. */
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

    /** Adds a value, unless it is there. What lies in the future is another value than what does not. */
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
