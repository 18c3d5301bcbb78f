package io.frostline.edge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Contract test of every actuator. */
abstract class ActuatorContract {
    /** Returns an actuator whose relay is off. */
    abstract Actuator actuator() throws Exception;

    /** Returns whether the same relay is seen on from outside. */
    abstract boolean seenOn();

    /** Switches the relay by hand. */
    abstract void switchByHand(boolean on);

    abstract void cutOff() throws Exception;

    abstract void reconnect() throws Exception;

    @Test
    void switchesAndSaysSo() throws Exception {
        try (Actuator actuator = actuator()) {
            assertThat(actuator.isOn()).isFalse();
            actuator.set(true);
            assertThat(actuator.isOn()).isTrue();
            assertThat(seenOn()).isTrue();
            actuator.set(true);
            assertThat(seenOn()).isTrue();
            actuator.set(false);
            assertThat(actuator.isOn()).isFalse();
            assertThat(seenOn()).isFalse();
        }
    }

    @Test
    void saysWhatTheRelayIsNotWhatItWasToldLast() throws Exception {
        try (Actuator actuator = actuator()) {
            actuator.set(true);
            switchByHand(false);
            assertThat(actuator.isOn()).isFalse();
            switchByHand(true);
            assertThat(actuator.isOn()).isTrue();
        }
    }

    @Test
    void failsWhileTheRelayIsOutOfReachAndComesBack() throws Exception {
        try (Actuator actuator = actuator()) {
            actuator.set(true);
            cutOff();
            assertThatThrownBy(actuator::isOn).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> actuator.set(false)).isInstanceOf(IOException.class);
            reconnect();
            assertThat(actuator.isOn()).as("it stayed as it was").isTrue();
            actuator.set(false);
            assertThat(seenOn()).isFalse();
        }
    }
}
