package io.frostline.coordinator;

import io.vertx.core.http.HttpClientOptions;
import jakarta.ws.rs.RuntimeType;
import java.util.List;
import org.jboss.resteasy.reactive.client.api.LoggingScope;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;
import org.jboss.resteasy.reactive.client.impl.ClientBuilderImpl;
import org.jboss.resteasy.reactive.client.impl.ClientImpl;
import org.jboss.resteasy.reactive.client.logging.DefaultClientLogger;
import org.jboss.resteasy.reactive.client.spi.ClientContextResolver;
import org.jboss.resteasy.reactive.common.jaxrs.ConfigurationImpl;
import org.jboss.resteasy.reactive.common.jaxrs.MultiQueryParamMode;

/**
 * Client builder that gives all callers the same client, with one pool of connections. Narayana creates a client for every call to
 * a participant and closes it afterwards, which costs a connection and a set of handlers per call.
 */
public final class OneClientBuilder extends ClientBuilderImpl {
    private static final int MAX_CONNECTIONS = 200;

    @Override
    public ClientImpl build() {
        return Kept.CLIENT;
    }

    private static final class Kept extends ClientImpl {
        private static final Kept CLIENT = new Kept();

        private Kept() {
            super(
                    new HttpClientOptions(),
                    configuration(),
                    ClientContextResolver.getInstance()
                            .resolve(Thread.currentThread().getContextClassLoader()),
                    null,
                    null,
                    false,
                    MultiQueryParamMode.MULTI_PAIRS,
                    LoggingScope.NONE,
                    new DefaultClientLogger(),
                    "frostline-lra-coordinator",
                    null,
                    List.of());
        }

        private static ConfigurationImpl configuration() {
            ConfigurationImpl configuration = new ConfigurationImpl(RuntimeType.CLIENT);
            configuration.property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, MAX_CONNECTIONS);
            return configuration;
        }

        @Override
        public void close() {
            // the next call uses it too
        }
    }
}
