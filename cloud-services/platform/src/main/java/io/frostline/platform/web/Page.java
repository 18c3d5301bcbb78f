package io.frostline.platform.web;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Page of a time range [from, to), oldest first: rows ordered by (instant, id) that follow a position. The response header {@code
 * Link} names the next page while there may be one. A client that follows it sees each row once, however many rows share an instant
 * and whatever is added meanwhile.
 */
public record Page(Instant from, Instant to, int limit, Instant afterAt, UUID afterId) {
    private static final int MAX_ROWS = 1000;
    private static final UUID FIRST = new UUID(0, 0);

    /** Row with its position in the order. */
    public record Row<T>(T body, Instant at, UUID id) {}

    /**
     * Returns the page that the query parameters ask for.
     *
     * @return empty if no range was asked for
     * @throws Refused if a parameter is invalid
     */
    public static Optional<Page> asked(
            @Nullable String from, @Nullable String to, @Nullable Integer limit, @Nullable String cursor) {
        if (from == null && to == null) {
            return Optional.empty();
        }
        Instant first = instant("from", from);
        Instant end = instant("to", to);
        int most = limit == null ? MAX_ROWS : limit;
        if (!first.isBefore(end)) {
            throw Refused.badRequest("from", "must be before 'to': the range is [from, to)");
        }
        if (most < 1 || most > MAX_ROWS) {
            throw Refused.badRequest("limit", "must be from 1 to " + MAX_ROWS);
        }
        Page begin = new Page(first, end, most, first, FIRST);
        return Optional.of(cursor == null ? begin : begin.at(cursor));
    }

    private static Instant instant(String field, @Nullable String text) {
        try {
            return Instant.parse(String.valueOf(text)).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw Refused.badRequest(field, "must be an instant, e.g. 2026-11-25T08:00:00Z");
        }
    }

    private Page at(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.getInt() == query() && bytes.remaining() == 24) {
                Instant at = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
                return new Page(from, to, limit, at, new UUID(bytes.getLong(), bytes.getLong()));
            }
        } catch (IllegalArgumentException | BufferUnderflowException | ArithmeticException e) {
            // refused below
        }
        throw Refused.badRequest("cursor", "is not from this query; take the link of the page before, as it is");
    }

    private int query() {
        return Arrays.hashCode(new Object[] {from, to});
    }

    /**
     * Returns the response with this page and the link to the next.
     *
     * @param path of the list, with the query parameters other than those of the page
     * @param rows of this page, in order, at most {@code limit}
     */
    public <T> Response answer(String path, List<Row<T>> rows) {
        Response.ResponseBuilder answer =
                Response.ok(rows.stream().map(Row::body).toList());
        if (rows.size() == limit) {
            Row<T> last = rows.getLast();
            ByteBuffer cursor = ByteBuffer.allocate(28)
                    .putInt(query())
                    .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, last.at))
                    .putLong(last.id.getMostSignificantBits())
                    .putLong(last.id.getLeastSignificantBits());
            String next = UriBuilder.fromUri(path)
                    .queryParam("from", from)
                    .queryParam("to", to)
                    .queryParam("limit", limit)
                    .queryParam(
                            "cursor", Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.array()))
                    .build()
                    .toString();
            answer.header("Link", "<" + next + ">; rel=\"next\"");
        }
        return answer.build();
    }
}
