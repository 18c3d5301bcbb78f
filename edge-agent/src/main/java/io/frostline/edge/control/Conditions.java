package io.frostline.edge.control;

/** Conditions that change the course of a room's temperature when they change. */
record Conditions(boolean running, boolean doorOpen, boolean defrosting) {
    static final Conditions NONE = new Conditions(false, false, false);

    boolean isAs(Conditions other) {
        return running == other.running && doorOpen == other.doorOpen && defrosting == other.defrosting;
    }
}
