package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Test that minimum on and off times hold despite random faults of sensors, door, clock and relay, and kills of the agent. */
class ShortCycleTest {
    private static final DefrostSchedule DAILY =
            new DefrostSchedule.Daily(List.of(LocalTime.of(2, 0), LocalTime.of(14, 0)), ZoneOffset.UTC);

    /** Relay whose answers and commands are lost now and then. */
    private static final class Relay {
        private final SplittableRandom random;
        private boolean on;
        private Duration since = Duration.ZERO;
        private int switches;

        private Relay(SplittableRandom random) {
            this.random = random;
            this.on = random.nextBoolean();
        }

        private @Nullable Boolean read() {
            return random.nextInt(10) == 0 ? null : on;
        }

        /**
         * Switches the relay.
         *
         * @return whether the relay confirms it
         */
        private boolean set(boolean to, Duration now) {
            int fate = random.nextInt(8);
            if (fate != 0) {
                Duration least = on ? RoomPlan.DEFAULT_MINIMUM_ON : RoomPlan.DEFAULT_MINIMUM_OFF;
                assertThat(to).isNotEqualTo(on);
                assertThat(now.minus(since)).isGreaterThanOrEqualTo(least);
                on = to;
                since = now;
                switches++;
            }
            return fate > 1;
        }
    }

    @Property(tries = 300)
    void neverSwitchesBeforeTheMinimumTimeIsOver(@ForAll long seed, @ForAll @IntRange(min = 1, max = 90) int longest) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean daily = random.nextBoolean();
        ControlPolicy policy = new ControlPolicy(
                Rooms.plan(Rooms.defrost(daily ? DAILY : new DefrostSchedule.Every(Duration.ofMinutes(50)), -5)));
        Relay relay = new Relay(random);
        ControlState state = ControlState.startedAt(Duration.ZERO);
        Duration now = Duration.ZERO;
        Instant wall = Instant.parse("2026-03-01T00:00:00Z");
        for (int i = 0; i < 3_000; i++) {
            now = now.plusSeconds(random.nextInt(longest) + 1);
            wall = wall.plusSeconds(random.nextInt(50) == 0 ? random.nextInt(-90_000, 90_000) : 30);
            if (random.nextInt(100) == 0) {
                state = ControlState.startedAt(now);
            }
            Step step = policy.decide(state, inputs(random, now, wall, relay));
            state = step.state();
            assertThat(step.heater() && relay.on).isFalse();
            Decision.CompressorSwitched toSwitch = step.toSwitch();
            if (toSwitch != null && relay.set(toSwitch.on(), now)) {
                state = state.switched(relay.on, now);
            }
        }
        assertThat(longest < 10 || relay.switches > 10).as("it does switch").isTrue();
    }

    private static Inputs inputs(SplittableRandom random, Duration now, Instant wall, Relay relay) {
        return new Inputs(
                now,
                random.nextInt(20) == 0 ? null : wall,
                random.nextInt(4) == 0 ? null : random.nextDouble(-30, 0),
                random.nextInt(5) == 0,
                relay.read(),
                random.nextInt(10) == 0 ? -15 : -20);
    }
}
