package io.frostline.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReconnectPauseTest {
    private static final int FAILURES = 40;
    /** Doublings of the shortest pause until twenty seconds are reached. */
    private static final int DOUBLINGS = 7;

    @Test
    void theBoundsDoubleWithEachFailureUntilTheLongest() {
        List<Duration> least = pauses(always(0.0));
        List<Duration> most = pauses(always(1.0));
        assertThat(most.subList(0, DOUBLINGS + 1))
                .extracting(Duration::toMillis)
                .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 20_000L);
        assertThat(most.subList(DOUBLINGS, FAILURES)).containsOnly(ReconnectPause.MAX);
        for (int i = 0; i < FAILURES; i++) {
            assertThat(least.get(i)).isEqualTo(most.get(i).dividedBy(2));
        }
    }

    @Test
    void agentsThatLostTheirBrokerTogetherComeBackApart() {
        Set<List<Duration>> agents = new HashSet<>();
        Set<Duration> afterTheFirst = new HashSet<>();
        for (int agent = 0; agent < 100; agent++) {
            List<Duration> pauses = pauses(new SplittableRandom(agent));
            List<Duration> most = pauses(always(1.0));
            for (int i = 0; i < FAILURES; i++) {
                assertThat(pauses.get(i)).isBetween(most.get(i).dividedBy(2), most.get(i));
            }
            agents.add(pauses);
            afterTheFirst.add(pauses.getFirst());
        }
        assertThat(agents).hasSize(100);
        assertThat(afterTheFirst).hasSizeGreaterThan(30); // out of 126 possible milliseconds
    }

    @Test
    void aConnectionThatHeldBeginsAnew() {
        ReconnectPause pause = new ReconnectPause(always(1.0));
        for (int i = 0; i < FAILURES; i++) {
            pause.next();
        }
        pause.held(ReconnectPause.HELD.minusMillis(1));
        assertThat(pause.next()).isEqualTo(ReconnectPause.MAX);
        pause.held(ReconnectPause.HELD);
        assertThat(pause.next()).isEqualTo(ReconnectPause.MIN);
    }

    private static List<Duration> pauses(RandomGenerator random) {
        ReconnectPause pause = new ReconnectPause(random);
        return Stream.generate(pause::next).limit(FAILURES).toList();
    }

    /** Returns a generator that always gives this fraction of a range. */
    private static RandomGenerator always(double part) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("only ranges are asked for");
            }

            @Override
            public long nextLong(long origin, long bound) {
                return origin + Math.round(part * (bound - 1 - origin));
            }
        };
    }
}
