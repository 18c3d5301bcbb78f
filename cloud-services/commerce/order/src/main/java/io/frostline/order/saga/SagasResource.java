package io.frostline.order.saga;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Resource that lists sagas from the system of record: running ones first, oldest first; then failed ones. */
@Path("/api/v1/sagas")
public class SagasResource {
    private static final List<String> STATES =
            Arrays.stream(Saga.State.values()).map(EnumText::of).toList();

    private final Sagas sagas;
    private final OverdueSagas overdue;
    private final SagaEnds ends;
    private final ParticipantClient parts;
    private final Clock clock = Clock.systemUTC();

    public SagasResource(Sagas sagas, OverdueSagas overdue, SagaEnds ends, ParticipantClient parts) {
        this.sagas = sagas;
        this.overdue = overdue;
        this.ends = ends;
        this.parts = parts;
    }

    /**
     * View of one saga.
     *
     * @param seconds duration so far, or total duration once it has ended
     * @param action id of the action at its coordinator
     * @param steps steps of each participant in order of time; null in lists
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Timeline(
            UUID id,
            @Nullable UUID order,
            @Nullable UUID quarantine,
            String kind,
            String state,
            @Nullable Problem reason,
            Instant startedAt,
            @Nullable Instant endedAt,
            double seconds,
            @Nullable String action,
            @Nullable List<ParticipantClient.Step> steps) {}

    @GET
    public List<Timeline> all(@QueryParam("state") @Nullable String state, @QueryParam("order") @Nullable UUID order) {
        String wanted = state == null ? null : Checks.oneOf("state", state, STATES);
        return sagas.byUrgency(wanted, order, 100).stream()
                .map(saga -> timeline(saga, null))
                .toList();
    }

    @GET
    @Path("{id}")
    public Timeline one(@PathParam("id") UUID id) {
        Saga saga = sagas.get(id);
        List<ParticipantClient.Step> steps = new ArrayList<>(parts.steps(saga));
        steps.addAll(own(saga));
        steps.sort(Comparator.comparing(ParticipantClient.Step::at, Comparator.nullsLast(Comparator.naturalOrder())));
        return timeline(saga, steps);
    }

    /** Requests the end of a saga now, without waiting for the sweep. A failed saga is ended without its coordinator. */
    @POST
    @Path("{id}/retry")
    public Timeline retry(@PathParam("id") UUID id) {
        Saga saga = sagas.get(id);
        switch (saga.state()) {
            case RUNNING -> {
                if (!overdue.isYoung(saga)) {
                    overdue.end(saga);
                }
            }
            case FAILED -> ends.retry(saga);
            case COMPLETED, COMPENSATED -> {
                // nothing left to do
            }
        }
        return one(id);
    }

    private static List<ParticipantClient.Step> own(Saga saga) {
        List<ParticipantClient.Step> steps = new ArrayList<>();
        steps.add(new ParticipantClient.Step("order", "began", saga.startedAt()));
        if (saga.joinedAt() != null) {
            steps.add(new ParticipantClient.Step("order", "started the action", saga.joinedAt()));
        }
        saga.decision()
                .ifPresent(decision -> steps.add(
                        new ParticipantClient.Step("order", "decided to " + EnumText.of(decision), saga.decidedAt())));
        if (saga.endedAt() != null) {
            steps.add(new ParticipantClient.Step("order", EnumText.of(saga.state()), saga.endedAt()));
        }
        return steps;
    }

    private Timeline timeline(Saga saga, @Nullable List<ParticipantClient.Step> steps) {
        boolean isResponse = saga.kind() == Saga.Kind.RESPOND_TO_EXCURSION;
        Instant until = saga.endedAt() == null ? clock.instant() : saga.endedAt();
        return new Timeline(
                saga.id(),
                isResponse ? null : saga.subject(),
                isResponse ? saga.subject() : null,
                EnumText.of(saga.kind()),
                EnumText.of(saga.state()),
                saga.reason(),
                saga.startedAt(),
                saga.endedAt(),
                Duration.between(saga.startedAt(), until).toMillis() / 1000.0,
                saga.lra().map(Object::toString).orElse(null),
                steps);
    }
}
