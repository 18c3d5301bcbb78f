package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.edge.simulation.RoomFaults;
import io.frostline.edge.simulation.SimulatedRoom;
import org.junit.jupiter.api.Test;

class SimulatedActuatorTest extends ActuatorContract {
    private double seconds;
    private RoomFaults faults = RoomFaults.NONE;
    private final SimulatedRoom room = new SimulatedRoom(25, -20, () -> seconds, () -> faults);

    @Override
    Actuator actuator() {
        return new SimulatedActuator(room, SimulatedActuator.Part.COMPRESSOR);
    }

    @Override
    boolean seenOn() {
        return room.isCompressorOn();
    }

    @Override
    void switchByHand(boolean on) {
        room.switchCompressor(on);
    }

    @Override
    void cutOff() {
        faults = new RoomFaults(false, true, false, false);
        seconds += 2;
    }

    @Override
    void reconnect() {
        faults = RoomFaults.NONE;
        seconds += 2;
    }

    @Test
    void theRoomIsAsWarmAsItsCompressorAndHeaterMakeIt() throws Exception {
        seconds += 600;
        assertThat(room.celsius()).isBetween(-19.0, -18.0);
        actuator().set(true);
        seconds += 600;
        assertThat(room.celsius()).isBetween(-21.5, -20.5);
        faults = new RoomFaults(true, false, false, false);
        seconds += 600;
        assertThat(room.celsius()).as("the compressor is on, and broken").isGreaterThan(-20.3);
        new SimulatedActuator(room, SimulatedActuator.Part.HEATER).set(true);
        seconds += 600;
        assertThat(room.celsius()).isGreaterThan(-15);
    }
}
