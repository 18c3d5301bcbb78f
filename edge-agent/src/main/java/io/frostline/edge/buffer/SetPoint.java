package io.frostline.edge.buffer;

/**
 * Set point that the cloud commanded for a room, as applied here.
 *
 * @param version grows with each change
 * @param command id of the command
 */
public record SetPoint(String room, double celsius, long version, String command) {
    boolean isNewerThan(SetPoint other) {
        return version > other.version;
    }

    static SetPoint newer(SetPoint one, SetPoint other) {
        return one.isNewerThan(other) ? one : other;
    }
}
