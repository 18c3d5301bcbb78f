package io.frostline.edge.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SequenceRangesTest {
    @Property(tries = 300)
    void behavesLikeAPlainSet(@ForAll Random random) {
        SequenceRanges ranges = new SequenceRanges();
        TreeSet<Long> plain = new TreeSet<>();
        for (int step = 0; step < 40; step++) {
            long first = 1 + random.nextInt(60);
            long last = first + random.nextInt(8);
            if (random.nextInt(3) > 0) {
                SequenceRanges.Range merged = ranges.add(first, last);
                for (long s = first; s <= last; s++) {
                    plain.add(s);
                }
                assertThat(merged.first()).isLessThanOrEqualTo(first);
                assertThat(merged.last()).isGreaterThanOrEqualTo(last);
            } else {
                ranges.remove(first, last);
                for (long s = first; s <= last; s++) {
                    plain.remove(s);
                }
            }
            assertThat(ranges.size()).isEqualTo(plain.size());
            long from = 1 + random.nextInt(70);
            long missing = from;
            while (plain.contains(missing)) {
                missing++;
            }
            assertThat(ranges.firstMissing(from)).isEqualTo(missing);
            Long next = plain.higher(missing);
            assertThat(ranges.lastMissing(missing, 100)).isEqualTo(next == null ? 100 : next - 1);
            for (long s = 1; s < 70; s++) {
                assertThat(ranges.firstMissing(s) > s).isEqualTo(plain.contains(s));
            }
        }
    }
}
