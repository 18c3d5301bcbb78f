package io.frostline.lra.action;

import org.eclipse.microprofile.lra.annotation.ParticipantStatus;
import org.jspecify.annotations.Nullable;

/** What a participant's answer means for its action. */
public sealed interface Outcome {
    /** The call has had its effect. */
    record Done() implements Outcome {}

    /** The participant can't complete or compensate, and never will. */
    record Failed(String reason) implements Outcome {}

    /**
     * The participant is at work; its status has to be asked for.
     *
     * @param statusAddress where, if it was told
     */
    record InProgress(@Nullable String statusAddress) implements Outcome {}

    /** Not known: the status has to be asked for if there is an address for it, else the call repeated. */
    record Unknown(String reason) implements Outcome {}

    /** The participant has not begun: complete or compensate has to be called again. */
    record NotBegun(String reason) implements Outcome {}

    /** Returns the outcome as the timeline says it. */
    default String text() {
        return switch (this) {
            case Done done -> "done";
            case Failed failed -> "failed: " + failed.reason;
            case InProgress work -> "at work";
            case Unknown unknown -> unknown.reason;
            case NotBegun no -> "not begun: " + no.reason;
        };
    }

    /**
     * Judges an answer. MicroProfile LRA 2.0, sections 3.2.2 (202, 409, 410) and 3.2.10 (status), and what Narayana's participants
     * send besides: 500 with a status as its body.
     *
     * @param compensating true if the participant has to compensate: a status that says that it has completed is of before then
     * @param status HTTP status; 0 if there was no answer
     * @param body of the answer, or why there was none
     * @param location of the answer
     */
    static Outcome of(Call call, boolean compensating, int status, String body, @Nullable String location) {
        return switch (call) {
            case COMPLETE, COMPENSATE -> ofEnd(status, body, location);
            case STATUS -> ofStatus(compensating, status, body);
            case FORGET ->
                isSuccess(status) || status == 404 || status == 410 ? new Done() : new Unknown(said(status, body));
            case AFTER -> isSuccess(status) ? new Done() : new Unknown(said(status, body));
        };
    }

    private static boolean isSuccess(int status) {
        return status == 200 || status == 204;
    }

    private static Outcome ofEnd(int status, String body, @Nullable String location) {
        if (status == 410) {
            return new Done();
        }
        if (status == 202) {
            return new InProgress(location);
        }
        // others, such as 503, may come from something in between
        ParticipantStatus named = status == 200 || status == 409 || status == 500 ? named(body) : null;
        if (named == ParticipantStatus.FailedToComplete || named == ParticipantStatus.FailedToCompensate) {
            return new Failed(said(status, body));
        }
        if (isSuccess(status)) {
            return named == ParticipantStatus.Completing || named == ParticipantStatus.Compensating
                    ? new InProgress(location)
                    : new Done();
        }
        return new Unknown(said(status, body));
    }

    private static Outcome ofStatus(boolean compensating, int status, String body) {
        if (status == 410) {
            return new Done();
        }
        if (status == 202) {
            return new InProgress(null);
        }
        ParticipantStatus named = named(body);
        if (status == 200 && named != null) {
            return switch (named) {
                case Completed -> compensating ? new NotBegun(said(status, body)) : new Done();
                case Compensated -> new Done();
                case FailedToComplete, FailedToCompensate -> new Failed(said(status, body));
                case Completing, Compensating -> new InProgress(null);
                case Active -> new NotBegun(said(status, body));
            };
        }
        // a participant that has lost or never had this action answers the call itself
        return status >= 400 && status < 500 ? new NotBegun(said(status, body)) : new Unknown(said(status, body));
    }

    private static @Nullable ParticipantStatus named(String body) {
        String text = body.strip();
        for (ParticipantStatus each : ParticipantStatus.values()) {
            if (each.name().equals(text)) {
                return each;
            }
        }
        return null;
    }

    private static String said(int status, String body) {
        String text = body.strip().replaceAll("\\p{Cntrl}", " ");
        String start = text.length() > 200 ? text.substring(0, 200) + "..." : text;
        return status == 0 ? start : (status + " " + start).strip();
    }
}
