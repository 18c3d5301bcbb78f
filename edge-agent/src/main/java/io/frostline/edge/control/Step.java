package io.frostline.edge.control;

import java.util.List;
import java.util.Optional;

/**
 * What follows from a state and its inputs.
 *
 * @param decided in order; the switch below is not among them before it has been made
 * @param toSwitch to be made now; its outcome goes into {@link ControlState#switched}, its failure nowhere: it follows again
 * @param heater whether the defrost heater is to be on
 */
record Step(
        ControlState state, List<Decision> decided, Optional<Decision.CompressorSwitched> toSwitch, boolean heater) {}
