package io.frostline.edge.simulation;

import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Cold room whose temperature follows from its compressor, its defrost heater, its door and the ambient. Its simulated sensors
 * measure what its simulated actuators did. Safe for use by several threads.
 */
public final class SimulatedRoom {
    private final DoubleSupplier seconds;
    private final Supplier<RoomFaults> faults;
    private final ColdRoomAir air;
    private double at;
    private double lookedAt = Double.NEGATIVE_INFINITY;
    private RoomFaults current = RoomFaults.NONE;
    private boolean compressor;
    private boolean heater;

    /**
     * @param celsius initial temperature of the room
     * @param seconds elapsed seconds of any clock
     * @param faults read at most once a second
     */
    public SimulatedRoom(double ambient, double celsius, DoubleSupplier seconds, Supplier<RoomFaults> faults) {
        this.air = new ColdRoomAir(ambient, celsius);
        this.seconds = seconds;
        this.faults = faults;
        this.at = seconds.getAsDouble();
    }

    public synchronized double celsius() {
        advance();
        return air.celsius();
    }

    public synchronized RoomFaults faults() {
        advance();
        return current;
    }

    public synchronized void switchCompressor(boolean on) {
        advance();
        compressor = on;
    }

    public synchronized void switchHeater(boolean on) {
        advance();
        heater = on;
    }

    public synchronized boolean isCompressorOn() {
        return compressor;
    }

    public synchronized boolean isHeaterOn() {
        return heater;
    }

    private void advance() {
        double now = seconds.getAsDouble();
        if (now - lookedAt >= 1) {
            lookedAt = now;
            current = faults.get();
        }
        while (at < now) {
            double step = Math.min(1.0, now - at);
            air.advance(step, compressor && !current.compressorBroken(), heater, current.doorOpen());
            at += step;
        }
    }
}
