package io.frostline.platform.web;

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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Dead letters that this process stores. A module that stores some sets the property. Other services do not have this endpoint, so
 * that they do not seem to have no dead letters.
 */
@Path("/api/v1/dead-letters")
@IfBuildProperty(name = "frostline.dead-letters", stringValue = "true")
public class DeadLettersResource {
    private static final int MAX_ROWS = 1000;

    private final List<DeadLetterBook> books;

    public DeadLettersResource(@All List<DeadLetterBook> books) {
        this.books = books;
    }

    /**
     * Result of a replay.
     *
     * @param outcome {@code applied}, or {@code nothing-left-to-do} if the effect had come about otherwise
     */
    public record Replayed(UUID id, String outcome) {}

    /** Returns letters that nobody has replayed or discarded, oldest first for each consumer. */
    @GET
    public List<DeadLetterBook.Letter> open(@QueryParam("limit") @DefaultValue("100") int limit) throws SQLException {
        if (limit < 1 || limit > MAX_ROWS) {
            throw Refused.badRequest("limit", "must be from 1 to " + MAX_ROWS);
        }
        List<DeadLetterBook.Letter> letters = new ArrayList<>();
        for (DeadLetterBook book : books) {
            letters.addAll(book.openLetters(limit));
        }
        return letters;
    }

    @GET
    @Path("{id}")
    public DeadLetterBook.Letter one(@PathParam("id") UUID id) throws SQLException {
        for (DeadLetterBook book : books) {
            DeadLetterBook.Letter letter = book.letter(id);
            if (letter != null) {
                return letter;
            }
        }
        throw unknown(id);
    }

    /**
     * Replays a letter. Answers 200 with the outcome, or 409 with the reason if it fails again or was replayed or discarded before.
     */
    @POST
    @Path("{id}/replay")
    public Replayed replay(@PathParam("id") UUID id) throws SQLException {
        for (DeadLetterBook book : books) {
            switch (book.replay(id)) {
                case DeadLetterBook.Replay.Done done -> {
                    return new Replayed(id, done.fresh() ? "applied" : "nothing-left-to-do");
                }
                case DeadLetterBook.Replay.FailedAgain failed ->
                    throw Refused.conflict("dead-letter-fails-again", "Fails again", failed.reason());
                case DeadLetterBook.Replay.Before before ->
                    throw Refused.conflict(
                            "dead-letter-closed", "Closed", "it was replayed or discarded at " + before.at());
                case DeadLetterBook.Replay.Unknown unknown -> {} // the letter may belong to the next consumer
            }
        }
        throw unknown(id);
    }

    /** Closes a letter without effect; the dead-letter topic keeps its copy. */
    @DELETE
    @Path("{id}")
    public void discard(@PathParam("id") UUID id) throws SQLException {
        for (DeadLetterBook book : books) {
            if (book.discard(id)) {
                return;
            }
        }
        throw unknown(id);
    }

    private static Refused unknown(UUID id) {
        return Refused.notFound("dead-letter", "there is no open dead letter " + id);
    }
}
