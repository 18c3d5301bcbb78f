package io.frostline.lra.callback;

import io.frostline.lra.CoordinatorConfig;
import io.frostline.lra.action.Addresses;
import io.frostline.lra.action.Call;
import io.frostline.lra.action.Links;
import io.frostline.lra.store.ActionQueries.DueCall;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.microprofile.lra.annotation.ws.rs.LRA;
import org.jspecify.annotations.Nullable;

/** HTTP client of participants: never blocks, and one that does not answer takes no connection from another. */
@ApplicationScoped
public class ParticipantCaller {
    private static final String DATA_HEADER = "Narayana-LRA-Participant-Data";
    /** Connections to one host and port. */
    private static final int MAX_CONNECTIONS = 100;
    /** Of a longer answer only the beginning is read. */
    private static final int MAX_ANSWER = 4_096;

    private final Vertx vertx;
    private final HttpClient client;
    private final long timeout;

    ParticipantCaller(Vertx vertx, CoordinatorConfig config) {
        this.vertx = vertx;
        this.timeout = config.participantTimeout().toMillis();
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(MAX_CONNECTIONS)
                .setConnectTimeout((int) timeout)
                .setKeepAliveTimeout(30));
    }

    /**
     * Answer of a participant.
     *
     * @param status HTTP status; 0 if there was no answer
     * @param body of the answer, or why there was none
     */
    public record Answer(int status, String body, @Nullable String location) {}

    /** Calls a participant. Always answers, within the timeout. */
    public Future<Answer> call(DueCall due, Call call) {
        Promise<Answer> answer = Promise.promise();
        try {
            client.request(options(due, call)).onComplete(connected -> {
                if (connected.succeeded()) {
                    send(connected.result(), body(due, call), answer);
                } else {
                    answer.tryComplete(none(connected.cause()));
                }
            });
        } catch (RuntimeException e) {
            answer.tryComplete(none(e));
        }
        return answer.future();
    }

    private void send(HttpClientRequest request, String body, Promise<Answer> answer) {
        long timer = vertx.setTimer(timeout, id -> {
            if (answer.tryComplete(new Answer(0, "no answer within " + timeout + " ms", null))) {
                request.reset();
            }
        });
        answer.future().onComplete(any -> vertx.cancelTimer(timer));
        request.send(body)
                .onSuccess(response -> read(request, response, answer))
                .onFailure(e -> answer.tryComplete(none(e)));
    }

    private static void read(HttpClientRequest request, HttpClientResponse response, Promise<Answer> answer) {
        Buffer body = Buffer.buffer();
        String location = response.getHeader("Location");
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > MAX_ANSWER && answer.tryComplete(answer(response, body, location))) {
                request.reset();
            }
        });
        response.exceptionHandler(e -> answer.tryComplete(none(e)));
        response.endHandler(end -> answer.tryComplete(answer(response, body, location)));
    }

    private static Answer answer(HttpClientResponse response, Buffer body, @Nullable String location) {
        String text = body.getString(0, Math.min(MAX_ANSWER, body.length()), StandardCharsets.UTF_8.name());
        return new Answer(response.statusCode(), text.replace('\0', ' '), location);
    }

    private static Answer none(Throwable e) {
        String message = e.getMessage();
        return new Answer(0, message == null ? e.getClass().getSimpleName() : message, null);
    }

    private RequestOptions options(DueCall due, Call call) {
        Links links = due.participant().links();
        String address = switch (call) {
            case COMPLETE -> links.complete();
            case COMPENSATE -> links.compensate();
            case STATUS -> links.status();
            case FORGET -> links.forget();
            case AFTER -> links.after();
        };
        if (address == null) {
            throw new IllegalStateException("no address for " + call.name().toLowerCase(Locale.ROOT));
        }
        HttpMethod method = switch (call) {
            case COMPLETE, COMPENSATE, AFTER -> HttpMethod.PUT;
            case STATUS -> HttpMethod.GET;
            case FORGET -> HttpMethod.DELETE;
        };
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set(call == Call.AFTER ? LRA.LRA_HTTP_ENDED_CONTEXT_HEADER : LRA.LRA_HTTP_CONTEXT_HEADER, due.url())
                .set(
                        LRA.LRA_HTTP_RECOVERY_HEADER,
                        Addresses.recovery(due.url(), due.participant().number()));
        Addresses.parent(due.url()).ifPresent(parent -> headers.set(LRA.LRA_HTTP_PARENT_CONTEXT_HEADER, parent));
        if (!due.participant().data().isEmpty()) {
            headers.set(DATA_HEADER, due.participant().data());
        }
        if (method == HttpMethod.PUT) {
            headers.set("Content-Type", "text/plain");
        }
        return new RequestOptions()
                .setAbsoluteURI(address)
                .setMethod(method)
                .setConnectTimeout(timeout)
                .setIdleTimeout(timeout)
                .setHeaders(headers);
    }

    private static String body(DueCall due, Call call) {
        return call == Call.AFTER ? due.status() : "";
    }
}
