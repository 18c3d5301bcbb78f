package io.frostline.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Order's lists of what happened in a range of time, page by page. */
@ApplicationScoped
class OrderLists {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>; rel=\"next\"");

    private final URI order;
    private final ObjectMapper json;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    OrderLists(NotificationConfig config, ObjectMapper json) {
        this.order = config.orderUrl();
        this.json = json;
    }

    /** @param next where the page after it is; none after the last */
    record Listed(List<News> news, Optional<URI> next) {}

    /** The pages' beginning: customers added, and orders ended, in [from, to). */
    List<URI> firstPages(Instant from, Instant to) {
        String range = "?from=" + from + "&to=" + to + "&limit=500";
        return List.of(order.resolve("/api/v1/customers" + range), order.resolve("/api/v1/orders" + range));
    }

    Listed page(URI uri) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(uri.getPath() + " answered " + answer.statusCode());
        }
        Class<? extends News> type = uri.getPath().endsWith("/customers") ? News.Customer.class : News.Order.class;
        List<News> news =
                json.readValue(answer.body(), json.getTypeFactory().constructCollectionType(List.class, type));
        Matcher next = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
        return new Listed(news, next.find() ? Optional.of(order.resolve(next.group(1))) : Optional.empty());
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
