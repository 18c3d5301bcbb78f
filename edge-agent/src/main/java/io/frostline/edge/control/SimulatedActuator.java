package io.frostline.edge.control;

import io.frostline.edge.simulation.SimulatedRoom;
import java.io.IOException;

record SimulatedActuator(SimulatedRoom room, Part part) implements Actuator {
    enum Part {
        COMPRESSOR,
        HEATER
    }

    @Override
    public boolean isOn() throws IOException {
        reach();
        return part == Part.COMPRESSOR ? room.isCompressorOn() : room.isHeaterOn();
    }

    @Override
    public void set(boolean on) throws IOException {
        reach();
        if (part == Part.COMPRESSOR) {
            room.switchCompressor(on);
        } else {
            room.switchHeater(on);
        }
    }

    private void reach() throws IOException {
        if (room.faults().relaySilent()) {
            throw new IOException("the simulated relay does not answer");
        }
    }
}
