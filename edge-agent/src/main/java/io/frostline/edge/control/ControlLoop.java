package io.frostline.edge.control;

import io.frostline.edge.clock.AgentClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;

/**
 * Control loop of one room: takes its sensors' readings, asks the policy, and switches the equipment. Any thread may pass
 * readings; one thread does all the rest.
 */
final class ControlLoop implements AutoCloseable {
    private final ControlPolicy policy;
    private final Equipment.Connected equipment;
    private final DoubleSupplier setPoint;
    private final AgentClock clock;
    private final RoomLog log;
    private final RoomTemperature temperature;
    private final Optional<RoomWarming> warming;
    private final Device compressor;
    private final Device heater;
    private final Device door;
    private final Queue<Measured> measured = new ConcurrentLinkedQueue<>();
    private ControlState state;
    private volatile String condition = "starting";

    private record Measured(String sensor, double celsius, Duration at) {}

    ControlLoop(
            RoomConfig room,
            Equipment.Connected equipment,
            DoubleSupplier setPoint,
            AgentClock clock,
            ControlLog target) {
        this.policy = new ControlPolicy(room.plan());
        this.equipment = equipment;
        this.setPoint = setPoint;
        this.clock = clock;
        this.log = new RoomLog(room.name(), target);
        this.temperature = new RoomTemperature(room.plan().sensorTimeout());
        this.warming = Optional.ofNullable(room.warming()).map(plan -> new RoomWarming(room.sensors(), plan, log));
        this.compressor = new Device("compressor", log);
        this.heater = new Device("defrost-heater", log);
        this.door = new Device("door-contact", log);
        this.state = ControlState.startedAt(now());
    }

    /** Accepts a good reading that was just taken. */
    void measured(String sensor, double celsius) {
        measured.add(new Measured(sensor, celsius, now()));
    }

    private Duration now() {
        return Duration.ofMillis(clock.monotonicMillis());
    }

    /** Runs one step of control. Must be called about once a second. */
    void tick() {
        Boolean running = compressor.ask(equipment.compressor()::isOn).orElse(null);
        DoorContact contact = equipment.door();
        boolean open = contact != null && door.ask(contact::isOpen).orElse(false);
        takeReadings();
        Duration now = now();
        Instant wall = clock.isSynchronised() ? Instant.ofEpochMilli(clock.utcMillis()) : null;
        OptionalDouble known = temperature.at(now);
        Double celsius = known.isPresent() ? known.getAsDouble() : null;
        Inputs in = new Inputs(now, wall, celsius, open, running, setPoint.getAsDouble());
        Step step = policy.decide(state, in);
        state = step.state();
        step.decided().forEach(decision -> log.say(decision, in.celsius()));
        Decision.CompressorSwitched toSwitch = step.toSwitch();
        if (toSwitch != null) {
            switchCompressor(toSwitch, in);
        }
        Actuator relay = equipment.heater();
        if (relay != null) {
            switchHeater(relay, step.heater());
        }
        warming.ifPresent(watch -> watch.goOn(state.conditions(), policy.expectsWarming(state, in)));
        condition = describe(in);
    }

    private void takeReadings() {
        for (Measured next = measured.poll(); next != null; next = measured.poll()) {
            Measured reading = next;
            temperature.accept(reading.sensor, reading.celsius, reading.at);
            warming.ifPresent(watch -> watch.observe(reading.sensor, reading.celsius, reading.at));
        }
    }

    private void switchCompressor(Decision.CompressorSwitched decision, Inputs in) {
        if (compressor.make(() -> equipment.compressor().set(decision.on()))) {
            state = state.switched(decision.on(), now());
            log.say(decision, in.celsius());
        }
    }

    private void switchHeater(Actuator relay, boolean on) {
        heater.make(() -> {
            if (relay.isOn() != on) {
                relay.set(on);
            }
        });
    }

    private String describe(Inputs in) {
        Double celsius = in.celsius();
        String warmth = celsius == null ? "no temperature" : RoomLog.decimal(celsius) + " C";
        return warmth + ", set to " + in.setPoint() + " C, compressor "
                + (compressor.hasFailed()
                        ? "does not answer"
                        : state.compressor() instanceof Compressor.Running ? "on" : "off");
    }

    /** Returns the room's state in words. */
    String condition() {
        return condition;
    }

    /** Closes the connections; leaves the equipment as it is. */
    @Override
    public void close() {
        equipment.compressor().close();
        Optional.ofNullable(equipment.heater()).ifPresent(Actuator::close);
        Optional.ofNullable(equipment.door()).ifPresent(DoorContact::close);
    }
}
