package io.frostline.edge.control;

import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.sensing.Measurement;
import io.frostline.edge.sensing.SensorKind;
import io.frostline.edge.sensing.TemperatureSource;
import io.frostline.edge.simulation.RoomFaults;
import io.frostline.edge.simulation.SimulatedRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Day of a simulated freezer, second by second, with every kind of fault, helped only by its control. */
final class SimulatedDay {
    static final int SECONDS = 86_400;
    static final double LIMIT = -15;
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final DefrostSchedule DEFROSTS = new DefrostSchedule.Daily(
            List.of(LocalTime.of(1, 0), LocalTime.of(7, 0), LocalTime.of(13, 0), LocalTime.of(18, 0)), ZoneOffset.UTC);

    /** Fault from one second to another. */
    enum Trouble {
        SENSORS_FAULTY(at(3, 0), at(4, 30)),
        ONE_SENSOR_FAULTY(at(5, 0), at(6, 0)),
        DOOR_OPEN_A_MINUTE(at(6, 10), at(6, 11)),
        DOOR_LEFT_OPEN(at(9, 0), at(9, 12)),
        CLOCK_STEPS_FORWARD(at(11, 30), at(11, 30)),
        CLOCK_STEPS_BACK(at(15, 0), at(15, 0)),
        RELAY_SILENT(at(16, 0), at(16, 10)),
        COMPRESSOR_BROKEN(at(21, 0), at(21, 40));

        final int from;
        final int to;

        Trouble(int from, int to) {
            this.from = from;
            this.to = to;
        }

        boolean isOn(int second) {
            return second >= from && second < to;
        }

        private static int at(int hour, int minute) {
            return hour * 3600 + minute * 60;
        }
    }

    /** State of the room in one second. */
    record Moment(int second, double celsius, boolean compressor, boolean heater) {}

    private int second;
    private final SimulatedRoom room = new SimulatedRoom(25, Rooms.SET_POINT, () -> second, this::faults);
    private final List<TemperatureSource> sensors = List.of(
            new SensorKind.Simulated(0, 0, 0.1, 1).openIn(room), new SensorKind.Simulated(0, 0, 0.1, 2).openIn(room));

    private RoomFaults faults() {
        return new RoomFaults(
                Trouble.COMPRESSOR_BROKEN.isOn(second),
                Trouble.RELAY_SILENT.isOn(second),
                Trouble.DOOR_OPEN_A_MINUTE.isOn(second) || Trouble.DOOR_LEFT_OPEN.isOn(second),
                Trouble.SENSORS_FAULTY.isOn(second));
    }

    int second() {
        return second;
    }

    AgentClock clock() {
        return new AgentClock(this::wall, () -> second * 1_000_000_000L, 1, Instant.EPOCH);
    }

    private Instant wall() {
        Instant wall = BEGIN.plusSeconds(second);
        if (second >= Trouble.CLOCK_STEPS_FORWARD.from) {
            wall = wall.plus(Duration.ofHours(2));
        }
        return second >= Trouble.CLOCK_STEPS_BACK.from ? wall.minus(Duration.ofHours(6)) : wall;
    }

    /** Runs the day; readings come every ten seconds. */
    List<Moment> run(AgentClock clock, ControlLog log, Consumer<SimulatedDay> eachSecond) throws Exception {
        RoomConfig freezer = Rooms.freezer(Rooms.defrost(DEFROSTS, -14), LIMIT);
        List<Moment> day = new ArrayList<>(SECONDS);
        try (ControlLoop loop =
                new ControlLoop(freezer, Equipment.Simulated.of(room), () -> Rooms.SET_POINT, clock, log)) {
            for (second = 0; second < SECONDS; second++) {
                if (second % 10 == 0) {
                    read(loop, freezer);
                }
                loop.tick();
                day.add(new Moment(second, room.celsius(), room.isCompressorOn(), room.isHeaterOn()));
                eachSecond.accept(this);
            }
        }
        return day;
    }

    private void read(ControlLoop loop, RoomConfig freezer) throws Exception {
        for (int i = 0; i < sensors.size(); i++) {
            boolean faulty = i == 0 && Trouble.ONE_SENSOR_FAULTY.isOn(second);
            if (!faulty && sensors.get(i).read() instanceof Measurement.Value(long micro)) {
                loop.measured(freezer.sensors().get(i), micro / 1e6);
            }
        }
    }
}
