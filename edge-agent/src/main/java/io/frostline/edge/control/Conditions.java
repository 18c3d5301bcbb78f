package io.frostline.edge.control;

/** Whatever makes a room's temperature take another course when it changes. */
record Conditions(boolean running, boolean doorOpen, boolean defrosting) {
    static final Conditions NONE = new Conditions(false, false, false);

    boolean isAs(Conditions other) {
        return running == other.running && doorOpen == other.doorOpen && defrosting == other.defrosting;
    }
}
