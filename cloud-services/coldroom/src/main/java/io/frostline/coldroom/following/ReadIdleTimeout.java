package io.frostline.coldroom.following;

import io.frostline.coldroom.ColdroomConfig;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ext.ContextResolver;

/**
 * Connection options of the client of history: a connection on which no byte arrives within the timeout is closed, which fails the read.
 * The client's own timeout covers only the start of an answer. The time also runs while the reader is busy with what it has read.
 */
@ApplicationScoped
public class ReadIdleTimeout implements ContextResolver<HttpClientOptions> {
    private final ColdroomConfig config;

    ReadIdleTimeout(ColdroomConfig config) {
        this.config = config;
    }

    @Override
    public HttpClientOptions getContext(Class<?> type) {
        return new HttpClientOptions()
                .setReadIdleTimeout((int) config.historyTimeout().toSeconds());
    }
}
