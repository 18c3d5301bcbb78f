package io.frostline.edge.control;

import io.frostline.contract.batch.Batch.Entry;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Device of a room; logs once that it does not answer, and once that it answers again. Not thread-safe. */
final class Device {
    private final String name;
    private final RoomLog log;
    private boolean failed;

    Device(String name, RoomLog log) {
        this.name = name;
        this.log = log;
    }

    interface Call<T> {
        T call() throws IOException;
    }

    interface Action {
        void run() throws IOException;
    }

    /** Returns the answer; empty if the device does not answer. */
    <T> Optional<T> ask(Call<T> call) {
        try {
            T answer = call.call();
            if (failed) {
                failed = false;
                log.say(Entry.ACTUATOR_RECOVERED, name + " answers again", Map.of("actuator", name));
            }
            return Optional.of(answer);
        } catch (IOException e) {
            if (!failed) {
                failed = true;
                String problem = String.valueOf(e.getMessage());
                log.say(Entry.ACTUATOR_FAILED, name + " does not answer", Map.of("actuator", name, "problem", problem));
            }
            return Optional.empty();
        }
    }

    boolean make(Action action) {
        return ask(() -> {
                    action.run();
                    return true;
                })
                .isPresent();
    }

    boolean hasFailed() {
        return failed;
    }
}
