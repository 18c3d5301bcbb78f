package io.frostline.edge.control;

import io.frostline.contract.batch.Batch.Entry;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Says what happens in one room. */
record RoomLog(String room, ControlLog log) {
    void say(String kind, String text, Map<String, String> detail) {
        Map<String, String> all = new TreeMap<>(detail);
        all.put("room", room);
        log.log(kind, room + ": " + text, all);
    }

    /** @param celsius how warm the room was */
    void say(Decision decision, OptionalDouble celsius) {
        Map<String, String> detail = new TreeMap<>();
        celsius.ifPresent(value -> detail.put("celsius", decimal(value)));
        switch (decision) {
            case Decision.CompressorSwitched(boolean on, Reason reason) -> {
                detail.put("reason", reason.word());
                say(on ? Entry.COMPRESSOR_ON : Entry.COMPRESSOR_OFF, on ? "compressor on" : "compressor off", detail);
            }
            case Decision.DefrostStarted started -> say(Entry.DEFROST_STARTED, "defrost started", detail);
            case Decision.DefrostEnded(Reason reason) -> {
                detail.put("reason", reason.word());
                say(Entry.DEFROST_ENDED, "defrost ended", detail);
            }
            case Decision.DoorOpened opened -> say(Entry.DOOR_OPENED, "door opened", detail);
            case Decision.DoorClosed closed -> say(Entry.DOOR_CLOSED, "door closed", detail);
            case Decision.SafeState safe ->
                say(
                        Entry.CONTROL_SAFE_STATE,
                        "no sensor tells the temperature; the compressor runs by the clock",
                        Map.of("reason", Reason.SENSOR_FAULT.word()));
            case Decision.Resumed(Reason reason) -> {
                detail.put("reason", reason.word());
                say(Entry.CONTROL_RESUMED, "cooled by temperature again", detail);
            }
        }
    }

    static String decimal(double celsius) {
        return String.format(Locale.ROOT, "%.1f", celsius);
    }
}
