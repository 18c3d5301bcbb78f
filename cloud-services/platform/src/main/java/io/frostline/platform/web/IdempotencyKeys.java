package io.frostline.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Store of first answers, which repeats them to a duplicate request with the same {@code Idempotency-Key}. Works in the current
 * transaction on the table {@code idempotency_key} of the service's schema. The key and the effects of the request are committed
 * together. Of two concurrent requests the second waits for the first.
 */
@ApplicationScoped
public class IdempotencyKeys {
    public static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 200;

    private final ObjectMapper json;

    public IdempotencyKeys(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Executes a request once per key; a duplicate gets the first answer.
     *
     * @param key of the client; null makes every request a new one
     * @throws Refused if the key came before with a different request
     */
    public Response once(DataSource database, @Nullable String key, Object request, Supplier<Response> answer) {
        return key == null ? answer.get() : Sql.in(database, connection -> once(connection, key, request, answer));
    }

    private Response once(Connection connection, String key, Object request, Supplier<Response> answer)
            throws SQLException {
        byte[] fingerprint = fingerprint(key, request);
        String insert = "insert into idempotency_key (key, fingerprint) values (?, ?) on conflict do nothing";
        if (Sql.update(connection, insert, key, fingerprint) == 0) {
            String select = "select * from idempotency_key where key = ?";
            return Sql.first(connection, select, row -> again(row, fingerprint), key)
                    .orElseThrow();
        }
        Response response = answer.get();
        Sql.update(
                connection,
                "update idempotency_key set status = ?, location = ?, body = ? where key = ?",
                response.getStatus(),
                response.getLocation() == null ? null : response.getLocation().toString(),
                response.getEntity() == null ? null : Json.write(json, response.getEntity()),
                key);
        return response;
    }

    private static Response again(ResultSet row, byte[] fingerprint) throws SQLException {
        requireSame(row.getBytes("fingerprint"), fingerprint);
        Response.ResponseBuilder response = Response.status(row.getInt("status"));
        String location = row.getString("location");
        if (location != null) {
            response.location(URI.create(location));
        }
        String body = row.getString("body");
        if (body != null) {
            response.type(MediaType.APPLICATION_JSON).entity(body);
        }
        return response.build();
    }

    /**
     * Refuses a key whose two requests differ.
     *
     * @throws Refused if the fingerprints differ
     */
    public static void requireSame(byte[] first, byte[] now) {
        if (!Arrays.equals(first, now)) {
            throw Refused.unprocessable(
                    HEADER, "came before with another request; use a new key for a new request, the same for a retry");
        }
    }

    /** Returns the SHA-256 digest of a request's content; refuses an invalid key. */
    public byte[] fingerprint(String key, Object request) {
        if (key.isBlank() || key.length() > MAX_LENGTH) {
            throw Refused.badRequest(HEADER, "must be 1 to " + MAX_LENGTH + " characters");
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(request));
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
