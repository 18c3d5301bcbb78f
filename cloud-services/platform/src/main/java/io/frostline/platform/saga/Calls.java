package io.frostline.platform.saga;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP client for calls of other services: one connection pool, each call on its caller's thread. It never retries, because only
 * the caller knows whether a retry is safe.
 */
@ApplicationScoped
public class Calls {
    private static final int MAX_CONNECTIONS = 200;
    private static final Timeout CONNECT = Timeout.ofSeconds(2);

    private final CloseableHttpClient http = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(MAX_CONNECTIONS)
                    .setMaxConnTotal(MAX_CONNECTIONS * 4)
                    .setDefaultConnectionConfig(ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                            .setTimeToLive(TimeValue.ofMinutes(5))
                            .build())
                    .build())
            .evictIdleConnections(TimeValue.ofSeconds(30))
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();

    public record Answer(int status, String body, Optional<String> location) {}

    /**
     * Sends a request and waits for the answer.
     *
     * @param body JSON; if empty, an empty body is sent
     * @param timeout timeout of the answer once connected, and of waiting for a pooled connection
     * @throws IOException if there was no answer; the request may have been executed
     */
    public Answer send(String method, URI uri, Map<String, String> headers, String body, Duration timeout)
            throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        headers.forEach(request::setHeader);
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(timeout))
                .setResponseTimeout(Timeout.of(timeout))
                .build());
        if (!method.equals("GET")) {
            request.setEntity(
                    new StringEntity(body, body.isEmpty() ? ContentType.TEXT_PLAIN : ContentType.APPLICATION_JSON));
        }
        return http.execute(request, Calls::answer);
    }

    private static Answer answer(ClassicHttpResponse response) throws IOException, ParseException {
        return new Answer(
                response.getCode(),
                response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity()),
                Optional.ofNullable(response.getFirstHeader("Location")).map(Header::getValue));
    }

    @PreDestroy
    void close() throws IOException {
        http.close();
    }
}
