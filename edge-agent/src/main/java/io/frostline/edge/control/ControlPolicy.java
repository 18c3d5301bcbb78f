package io.frostline.edge.control;

import io.frostline.edge.control.Decision.CompressorSwitched;
import io.frostline.edge.control.RoomPlan.DefrostPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Policy that decides what a room's compressor does: a pure function. The first of these that holds counts: a defrost stops it;
 * an open door stops it for a while; without a temperature it runs by the clock; else the temperature decides, with hysteresis.
 * Nothing switches it before its minimum time on, or off, has passed on the monotonic clock; setting the wall clock does not
 * change that. A relay that does not answer is not switched: its state, and since when, is unknown.
 */
record ControlPolicy(RoomPlan plan) {
    private record Wish(boolean on, Reason reason) {}

    Step decide(ControlState state, Inputs in) {
        List<Decision> decided = new ArrayList<>();
        Compressor compressor = compressor(state.compressor(), in, decided);
        Door door = door(state.door(), in, decided);
        Sensing sensing = sensing(state.sensing(), in, decided);
        Defrost defrost = defrost(state, in, decided);
        ControlState next = new ControlState(compressor, door, sensing, defrost, in.wall());
        CompressorSwitched toSwitch = wish(next, in)
                .filter(wish -> in.running() != null && maySwitch(compressor, wish.on, in.now()))
                .map(wish -> new CompressorSwitched(wish.on, wish.reason))
                .orElse(null);
        boolean heater = defrost instanceof Defrost.Underway && stands(in);
        return new Step(next, List.copyOf(decided), toSwitch, heater);
    }

    /** Returns the state that the relay reports; a change that was not made here counts from now. */
    private static Compressor compressor(Compressor believed, Inputs in, List<Decision> decided) {
        Boolean running = in.running();
        if (running == null) {
            return believed;
        }
        boolean asBelieved = running ? believed instanceof Compressor.Running : believed instanceof Compressor.Stopped;
        if (asBelieved) {
            return believed;
        }
        decided.add(new CompressorSwitched(running, Reason.FOUND));
        return Compressor.of(running, in.now());
    }

    private Door door(Door before, Inputs in, List<Decision> decided) {
        if (before instanceof Door.Closed && in.doorOpen()) {
            decided.add(Decision.DOOR_OPENED);
            return new Door.Open(in.now(), false);
        }
        if (before instanceof Door.Open && !in.doorOpen()) {
            decided.add(Decision.DOOR_CLOSED);
            return new Door.Closed();
        }
        if (before instanceof Door.Open(Duration since, boolean overstayed)
                && !overstayed
                && has(plan.longestDoorStop(), since, in.now())) {
            decided.add(Decision.resumed(Reason.DOOR_OPEN_TOO_LONG));
            return new Door.Open(since, true);
        }
        return before;
    }

    private Sensing sensing(Sensing before, Inputs in, List<Decision> decided) {
        if (in.celsius() != null) {
            if (before instanceof Sensing.Faulty) {
                decided.add(Decision.resumed(Reason.SENSOR_ANSWERS));
            }
            return new Sensing.Known();
        }
        if (before instanceof Sensing.Faulty
                || before instanceof Sensing.Awaiting(Duration since) && !has(plan.sensorTimeout(), since, in.now())) {
            return before;
        }
        decided.add(Decision.SAFE_STATE);
        return new Sensing.Faulty(in.now());
    }

    private Defrost defrost(ControlState state, Inputs in, List<Decision> decided) {
        DefrostPlan defrost = plan.defrost();
        if (defrost == null) {
            return state.defrost();
        }
        Defrost next = state.defrost();
        if (next instanceof Defrost.Resting(Duration last) && isDue(defrost, last, state.wall(), in)) {
            next = new Defrost.Due(last);
        }
        if (next instanceof Defrost.Due && stands(in)) {
            decided.add(Decision.DEFROST_STARTED);
            return new Defrost.Underway(in.now());
        }
        if (next instanceof Defrost.Underway(Duration last)) {
            return endOfDefrost(defrost, last, in)
                    .<Defrost>map(reason -> {
                        decided.add(Decision.defrostEnded(reason));
                        return new Defrost.Resting(last);
                    })
                    .orElse(next);
        }
        return next;
    }

    /** Returns whether the compressor is certainly off: a room must not be heated and cooled at the same time. */
    private static boolean stands(Inputs in) {
        return Boolean.FALSE.equals(in.running());
    }

    private static boolean isDue(DefrostPlan defrost, Duration last, @Nullable Instant before, Inputs in) {
        return defrost.schedule().isDue(in.now().minus(last), before, in.wall());
    }

    private static Optional<Reason> endOfDefrost(DefrostPlan defrost, Duration began, Inputs in) {
        Double until = defrost.until();
        Double celsius = in.celsius();
        if (until != null && celsius != null && celsius >= until) {
            return Optional.of(Reason.TEMPERATURE);
        }
        return has(defrost.longest(), began, in.now()) ? Optional.of(Reason.LONGEST_TIME) : Optional.empty();
    }

    /** Returns the wanted state; empty if the compressor may stay as it is. */
    private Optional<Wish> wish(ControlState state, Inputs in) {
        if (!(state.defrost() instanceof Defrost.Resting)) {
            return Optional.of(new Wish(false, Reason.DEFROST));
        }
        if (state.door() instanceof Door.Open(Duration since, boolean overstayed) && !overstayed) {
            return Optional.of(new Wish(false, Reason.DOOR_OPEN));
        }
        if (state.sensing() instanceof Sensing.Faulty(Duration since)) {
            return Optional.of(new Wish(plan.safe().isOn(in.now().minus(since)), Reason.SENSOR_FAULT));
        }
        Double celsius = in.celsius();
        return celsius == null ? Optional.empty() : thermostat(celsius - in.setPoint());
    }

    /** @param above degrees Celsius above the set point */
    private Optional<Wish> thermostat(double above) {
        if (above >= plan.hysteresis()) {
            return Optional.of(new Wish(true, Reason.TEMPERATURE));
        }
        return above <= -plan.hysteresis() ? Optional.of(new Wish(false, Reason.TEMPERATURE)) : Optional.empty();
    }

    /** Returns whether the room may warm up without a fault: it is defrosted, or is still colder than it must be. */
    boolean expectsWarming(ControlState state, Inputs in) {
        Double celsius = in.celsius();
        boolean restingByItself = state.compressor() instanceof Compressor.Stopped
                && state.door() instanceof Door.Closed
                && celsius != null
                && celsius < in.setPoint() + plan.hysteresis();
        return restingByItself || !(state.defrost() instanceof Defrost.Resting);
    }

    private boolean maySwitch(Compressor compressor, boolean on, Duration now) {
        if (compressor instanceof Compressor.Running(Duration since)) {
            return !on && has(plan.minimumOn(), since, now);
        }
        return on && compressor instanceof Compressor.Stopped(Duration since) && has(plan.minimumOff(), since, now);
    }

    /** Returns whether {@code time} has passed. */
    private static boolean has(Duration time, Duration since, Duration now) {
        return now.minus(since).compareTo(time) >= 0;
    }
}
