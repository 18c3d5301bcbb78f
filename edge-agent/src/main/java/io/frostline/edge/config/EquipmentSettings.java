package io.frostline.edge.config;

import io.frostline.edge.control.Equipment;
import io.frostline.edge.control.ModbusPoint;
import java.nio.file.Path;

/** Settings of a room's relays and door contact. */
record EquipmentSettings(Path folder) {
    /** Reads the equipment. A simulated room has its own heater and door contact; a real one has those that are named. */
    Equipment read(Settings actuator, Settings defrost, Settings door) {
        Equipment equipment = switch (actuator.choice("kind", Equipment.Kind.SIMULATED)) {
            case SIMULATED ->
                new Equipment.Simulated(
                        actuator.number("ambient", 25, v -> v > -100 && v < 100, "must be from -100 to 100"),
                        actuator.number("speed", 1, v -> v >= 1 && v <= 100, "must be from 1 to 100"),
                        actuator.text("faults").map(folder::resolve).orElse(null));
            case MODBUS_TCP -> modbus(actuator, defrost.section("heater"), door);
        };
        if (!actuator.isPresent()) {
            actuator.problem("", "is missing; for example {kind: modbus-tcp, host: 192.168.1.30, coil: 0}");
        }
        actuator.refuseOthers();
        return equipment;
    }

    private static Equipment modbus(Settings actuator, Settings heater, Settings door) {
        ModbusPoint compressor = new ModbusPoint(
                actuator.required("host", "192.168.1.30"),
                actuator.integer("port", 502, 1, 65_535),
                actuator.integer("unit", 1, 0, 255),
                address(actuator, "coil"));
        ModbusPoint heaterPoint = heater.isPresent() ? beside(compressor, heater, "coil") : null;
        heater.refuseOthers();
        return new Equipment.Modbus(
                compressor, heaterPoint, door.isPresent() ? beside(compressor, door, "input") : null);
    }

    /** Returns a point on the compressor's device, unless the settings name another. */
    private static ModbusPoint beside(ModbusPoint compressor, Settings settings, String address) {
        return new ModbusPoint(
                settings.text("host").orElse(compressor.host()),
                settings.integer("port", compressor.port(), 1, 65_535),
                settings.integer("unit", compressor.unit(), 0, 255),
                address(settings, address));
    }

    private static int address(Settings settings, String key) {
        settings.required(key, "0");
        return settings.integer(key, 0, 0, 65_535);
    }
}
