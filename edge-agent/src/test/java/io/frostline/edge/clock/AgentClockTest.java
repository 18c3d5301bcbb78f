package io.frostline.edge.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgentClockTest {
    private static final long NOW = 1_790_000_000_000L;
    private long wall = 0;
    private long nanos = 1_000_000_000L;

    private final AgentClock clock = new AgentClock(() -> Instant.ofEpochMilli(wall), () -> nanos, 7, Instant.EPOCH);

    @Test
    void a1970ClockIsNotBelievedUntilItIsSet() {
        assertThat(clock.stamp()).isEqualTo(new AgentClock.Stamp(1000, false));
        assertThat(clock.checkSystemClock()).isEmpty();
        wall = NOW;
        nanos += 5_000_000_000L;
        assertThat(clock.checkSystemClock()).contains(new AgentClock.Learned(7, 6000, NOW, "system clock"));
        assertThat(clock.checkSystemClock()).isEmpty();
        assertThat(clock.stamp()).isEqualTo(new AgentClock.Stamp(NOW, true));
    }

    @Test
    void theCloudsTimeIsKeptByTheMonotonicClock() {
        assertThat(clock.learnFromCloud(0)).isEmpty();
        assertThat(clock.learnFromCloud(NOW)).contains(new AgentClock.Learned(7, 1000, NOW, "receipt"));
        nanos += 60_000_000_000L;
        wall += 60_000;
        assertThat(clock.stamp()).isEqualTo(new AgentClock.Stamp(NOW + 60_000, true));
        wall = NOW + 61_000; // the system clock was set meanwhile, and is followed
        assertThat(clock.stamp()).isEqualTo(new AgentClock.Stamp(NOW + 61_000, true));
    }

    @Test
    void aSystemClockBeforeTheLastReadingIsNotBelieved() {
        wall = NOW - 86_400_000;
        AgentClock setBack =
                new AgentClock(() -> Instant.ofEpochMilli(wall), () -> nanos, 7, Instant.ofEpochMilli(NOW));
        assertThat(setBack.isSynchronised()).isFalse();
    }

    @Test
    void aClockThatWasSetBackIsCorrectedByTheCloud() {
        wall = NOW - 86_400_000;
        AgentClock setBack =
                new AgentClock(() -> Instant.ofEpochMilli(wall), () -> nanos, 7, Instant.ofEpochMilli(NOW));
        assertThat(setBack.learnFromCloud(NOW + 5_000)).isPresent();
        nanos += 1_000_000_000L;
        assertThat(setBack.stamp()).isEqualTo(new AgentClock.Stamp(NOW + 6_000, true));
    }

    /** A battery-backed clock is wrong; the receipt for a batch sent a second ago gives the right time. */
    @Test
    void aClockThatIsAheadIsCorrectedByTheCloudUntilItIsSet() {
        wall = NOW + 86_400_000L * 4000;
        assertThat(clock.checkSystemClock()).isPresent();
        assertThat(clock.checkStep()).isEmpty();
        long sent = nanos;
        nanos += 1_000_000_000L;
        wall += 1_000;
        assertThat(clock.checkAgainstCloud(NOW, sent)).contains(new AgentClock.Corrected(wall, NOW));
        assertThat(clock.isSystemAhead()).isTrue();
        assertThat(clock.stamp()).isEqualTo(new AgentClock.Stamp(NOW, true));
        nanos += 10_000_000_000L;
        wall += 10_000;
        assertThat(clock.stamp()).isEqualTo(new AgentClock.Stamp(NOW + 10_000, true));
        assertThat(clock.checkStep()).isEmpty();
        assertThat(clock.checkAgainstCloud(NOW + 10_000, nanos)).isEmpty();
        wall = NOW + 10_500; // it was set
        assertThat(clock.stamp()).isEqualTo(new AgentClock.Stamp(NOW + 10_500, true));
        assertThat(clock.isSystemAhead()).isFalse();
    }

    @Test
    void aCorrectionByAReceiptThatCameLateIsUndoneByTheNext() {
        wall = NOW;
        assertThat(clock.checkSystemClock()).isPresent();
        nanos += 120_000_000_000L;
        wall += 120_000;
        long sentAgain = nanos - 30_000_000_000L;
        // made a second after the first transmission, which is no longer known
        assertThat(clock.checkAgainstCloud(NOW + 1_000, sentAgain)).isPresent();
        assertThat(clock.utcMillis()).isEqualTo(NOW + 1_000);
        long sent = nanos;
        nanos += 1_000_000_000L;
        wall += 1_000;
        assertThat(clock.checkAgainstCloud(wall - 500, sent)).isEmpty();
        assertThat(clock.utcMillis()).isEqualTo(wall);
        assertThat(clock.isSystemAhead()).isFalse();
    }

    @Test
    void aReceiptThatComesLateProvesNothing() {
        wall = NOW;
        assertThat(clock.checkSystemClock()).isPresent();
        long sent = nanos;
        nanos += 600_000_000_000L;
        wall += 600_000;
        assertThat(clock.checkAgainstCloud(NOW + 1_000, sent)).isEmpty();
        assertThat(clock.isSystemAhead()).isFalse();
    }

    @Test
    void aStepIsToldOnceAndDriftIsNot() {
        wall = NOW;
        assertThat(clock.checkSystemClock()).isPresent();
        assertThat(clock.checkStep()).isEmpty();
        for (int second = 0; second < 100; second++) {
            nanos += 1_000_000_000L;
            wall += 1_100; // slewed by ten per cent
            assertThat(clock.checkStep()).isEmpty();
        }
        nanos += 1_000_000_000L;
        long expected = wall + 1_000;
        wall -= 3_600_000;
        assertThat(clock.checkStep()).contains(new AgentClock.Stepped(expected, wall));
        assertThat(clock.checkStep()).isEmpty();
    }
}
