package io.frostline.edge.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Result of one control step.
 *
 * @param decided decisions in order, without the switch below, which has not been made yet
 * @param toSwitch switch to make now; success goes into {@link ControlState#switched}, failure nowhere: the next step retries;
 *     null for none
 * @param heater true if the defrost heater must be on
 */
record Step(
        ControlState state, List<Decision> decided, Decision.@Nullable CompressorSwitched toSwitch, boolean heater) {}
