package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModbusCoilIT extends ActuatorContract {
    private final ModbusDeviceServer device = new ModbusDeviceServer();

    @BeforeEach
    void start() throws Exception {
        device.start();
    }

    @AfterEach
    void stop() throws Exception {
        device.close();
    }

    @Override
    Actuator actuator() {
        return new ModbusCoil(device.point());
    }

    @Override
    boolean seenOn() {
        return device.coil();
    }

    @Override
    void switchByHand(boolean on) {
        device.setCoil(on);
    }

    @Override
    void cutOff() throws Exception {
        device.stop();
    }

    @Override
    void reconnect() throws Exception {
        device.start();
    }

    @Test
    void aDoorContactIsADiscreteInput() throws Exception {
        try (DoorContact door = new ModbusDoorContact(device.point())) {
            assertThat(door.isOpen()).isFalse();
            device.setInput(true);
            assertThat(door.isOpen()).isTrue();
        }
    }
}
