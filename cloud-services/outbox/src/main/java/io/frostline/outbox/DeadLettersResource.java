package io.frostline.outbox;

import io.frostline.web.Refused;
import io.quarkus.arc.All;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of the consumers that run in this process. A module with a consumer sets the property, so that a service
 * without one does not look as if it had no dead letters.
 */
@Path("/api/v1/dead-letters")
@IfBuildProperty(name = "frostline.dead-letters", stringValue = "true")
public class DeadLettersResource {
    private static final int MOST = 1000;

    private final List<EventConsumer> consumers;

    public DeadLettersResource(@All List<EventConsumer> consumers) {
        this.consumers = consumers;
    }

    /**
     * @param payload as text; what is no text in it is shown as such
     * @param replayedAt when it had its effect after all, or was given up
     */
    public record Letter(
            UUID id,
            String consumer,
            String topic,
            @Nullable Integer partition,
            @Nullable Long offset,
            @Nullable String key,
            String payload,
            String reason,
            @Nullable Instant diedAt,
            @Nullable Instant replayedAt) {
        private static Letter of(DeadLetter letter) {
            return new Letter(
                    letter.id(),
                    letter.consumer(),
                    letter.topic(),
                    letter.partition(),
                    letter.offset(),
                    letter.key(),
                    letter.text(),
                    letter.reason(),
                    letter.diedAt(),
                    letter.replayedAt());
        }
    }

    /** @param outcome {@code applied}, or {@code nothing-left-to-do} where its effect had come about otherwise */
    public record Replayed(UUID id, String outcome) {}

    /** Those that nobody has replayed or discarded, the oldest of each consumer first. */
    @GET
    public List<Letter> open(@QueryParam("limit") @DefaultValue("100") int limit) throws SQLException {
        if (limit < 1 || limit > MOST) {
            throw Refused.badRequest("limit", "must be from 1 to " + MOST);
        }
        List<Letter> letters = new ArrayList<>();
        for (EventConsumer consumer : consumers) {
            consumer.deadLetters(limit).stream().map(Letter::of).forEach(letters::add);
        }
        return letters;
    }

    @GET
    @Path("{id}")
    public Letter one(@PathParam("id") UUID id) throws SQLException {
        for (EventConsumer consumer : consumers) {
            DeadLetter letter = consumer.deadLetter(id);
            if (letter != null) {
                return Letter.of(letter);
            }
        }
        throw unknown(id);
    }

    /** 200 and what came of it; 409 and the reason where it fails again, or was replayed before. */
    @POST
    @Path("{id}/replay")
    public Replayed replay(@PathParam("id") UUID id) throws SQLException {
        for (EventConsumer consumer : consumers) {
            switch (consumer.replay(id)) {
                case Delivery.Replay.Done done -> {
                    return new Replayed(id, done.fresh() ? "applied" : "nothing-left-to-do");
                }
                case Delivery.Replay.FailedAgain failed ->
                    throw Refused.conflict("dead-letter-fails-again", "Fails again", failed.reason());
                case Delivery.Replay.Before before ->
                    throw Refused.conflict(
                            "dead-letter-closed", "Closed", "it was replayed or discarded at " + before.at());
                case Delivery.Replay.Unknown unknown -> {
                    // it may be the next consumer's
                }
            }
        }
        throw unknown(id);
    }

    /** Closes it without effect; the dead-letter topic still has it. */
    @DELETE
    @Path("{id}")
    public void discard(@PathParam("id") UUID id) throws SQLException {
        for (EventConsumer consumer : consumers) {
            if (consumer.discard(id)) {
                return;
            }
        }
        throw unknown(id);
    }

    private static Refused unknown(UUID id) {
        return Refused.notFound("dead-letter", "there is no open dead letter " + id);
    }
}
