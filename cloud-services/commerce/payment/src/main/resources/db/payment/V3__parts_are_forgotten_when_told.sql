-- Parts in actions are forgotten by their action, when its owner says so, and not by their age.
drop index saga_step_ended;
