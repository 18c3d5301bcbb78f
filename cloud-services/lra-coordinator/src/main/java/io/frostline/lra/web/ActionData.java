package io.frostline.lra.web;

import io.frostline.lra.action.Action;
import org.eclipse.microprofile.lra.annotation.LRAStatus;

/**
 * Action as Narayana's clients read it.
 *
 * @param topLevel false if it is nested
 * @param recovering true if it is decided, and participants have not all ended
 * @param startTime milliseconds since 1970
 * @param finishTime milliseconds since 1970; 0 while it has not ended
 * @param httpStatus that stands for its status
 */
public record ActionData(
        String lraId,
        String clientId,
        LRAStatus status,
        boolean topLevel,
        boolean recovering,
        long startTime,
        long finishTime,
        int httpStatus) {
    static ActionData of(Action action) {
        int http = switch (action.status()) {
            case Active -> 204;
            case Closing, Cancelling -> 202;
            case Closed, Cancelled -> 200;
            case FailedToClose, FailedToCancel -> 500;
        };
        return new ActionData(
                action.url(),
                action.client(),
                action.status(),
                action.parent().isEmpty(),
                action.owner().isPresent(),
                action.started().toEpochMilli(),
                action.ended().map(java.time.Instant::toEpochMilli).orElse(0L),
                http);
    }
}
