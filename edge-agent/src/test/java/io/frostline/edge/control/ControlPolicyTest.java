package io.frostline.edge.control;

import static io.frostline.edge.control.Rooms.SET_POINT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControlPolicyTest {
    private ControlPolicy policy = new ControlPolicy(Rooms.plan(null));
    private ControlState state = ControlState.startedAt(Duration.ZERO);
    private final List<Decision> decided = new ArrayList<>();
    private int second;
    private boolean running;
    private boolean doorOpen;

    @Test
    void startsAHysteresisAboveTheSetPointAndStopsAsFarBelowIt() {
        run(600, -20.5);
        assertThat(running).isFalse();
        run(1, -19);
        assertThat(running).isTrue();
        run(600, -20.9);
        assertThat(running).isTrue();
        run(1, -21);
        assertThat(running).isFalse();
    }

    @Test
    void countsTheMinimumTimesFromWhenTheRelayIsFirstRead() {
        run(300, -10);
        assertThat(running).as("it may have stopped a moment before the start").isFalse();
        run(2, -10);
        assertThat(running).isTrue();
        run(178, -30);
        assertThat(running).isTrue();
        run(2, -30);
        assertThat(running).isFalse();
    }

    @Test
    void anOpenDoorStopsTheCompressorAndOneLeftOpenForAWhileOnly() {
        run(302, -10);
        assertThat(running).isTrue();
        doorOpen = true;
        run(178, -10);
        assertThat(running).as("its minimum time is not over").isTrue();
        run(10, -10);
        assertThat(running).isFalse();
        run(110, -10);
        assertThat(running).isFalse();
        run(190, -10);
        assertThat(running).isTrue();
        doorOpen = false;
        run(1, -10);
        assertThat(decided)
                .containsExactly(
                        found(false),
                        switched(true, Reason.TEMPERATURE),
                        Decision.DOOR_OPENED,
                        switched(false, Reason.DOOR_OPEN),
                        Decision.resumed(Reason.DOOR_OPEN_TOO_LONG),
                        switched(true, Reason.TEMPERATURE),
                        Decision.DOOR_CLOSED);
    }

    @Test
    void withoutATemperatureItRunsByTheClockUntilASensorAnswers() {
        fault(59);
        assertThat(decided).containsExactly(found(false));
        fault(7200);
        assertThat(decided).contains(Decision.SAFE_STATE);
        assertThat(decided.stream().filter(switched(true, Reason.SENSOR_FAULT)::equals))
                .hasSize(6);
        run(1, -20);
        assertThat(decided.getLast()).isEqualTo(Decision.resumed(Reason.SENSOR_ANSWERS));
    }

    @Test
    void defrostsWithTheCompressorOffUntilTheRoomIsWarmOrTheTimeIsUp() {
        policy = new ControlPolicy(Rooms.plan(Rooms.defrost(new DefrostSchedule.Every(Duration.ofHours(1)), -12)));
        run(3_590, -10);
        assertThat(running).isTrue();
        run(20, -15);
        assertThat(running).isFalse();
        assertThat(decided.getLast()).isEqualTo(Decision.DEFROST_STARTED);
        run(600, -15);
        assertThat(running).isFalse();
        run(2, -12);
        assertThat(decided).contains(Decision.defrostEnded(Reason.TEMPERATURE));
        assertThat(running).isTrue();
        run(3_100, -30);
        run(1_800, -15);
        assertThat(decided).contains(Decision.defrostEnded(Reason.LONGEST_TIME));
    }

    @Test
    void whatSomebodyElseSwitchedIsBelievedAndCountsFromThen() {
        run(10, -20);
        running = true;
        run(1, -25);
        assertThat(decided).containsExactly(found(false), found(true));
        run(178, -25);
        assertThat(running).isTrue();
        run(2, -25);
        assertThat(running).isFalse();
    }

    private static Decision switched(boolean on, Reason reason) {
        return new Decision.CompressorSwitched(on, reason);
    }

    private static Decision found(boolean on) {
        return switched(on, Reason.FOUND);
    }

    private void run(int seconds, double celsius) {
        run(seconds, Double.valueOf(celsius));
    }

    private void fault(int seconds) {
        run(seconds, null);
    }

    private void run(int seconds, @Nullable Double celsius) {
        for (int i = 0; i < seconds; i++, second++) {
            Duration now = Duration.ofSeconds(second);
            Step step = policy.decide(state, new Inputs(now, null, celsius, doorOpen, running, SET_POINT));
            state = step.state();
            decided.addAll(step.decided());
            Decision.CompressorSwitched toSwitch = step.toSwitch();
            if (toSwitch != null) {
                running = toSwitch.on();
                state = state.switched(running, now);
                decided.add(toSwitch);
            }
        }
    }
}
