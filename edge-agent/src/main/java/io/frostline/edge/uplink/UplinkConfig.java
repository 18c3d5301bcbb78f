package io.frostline.edge.uplink;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the uplink.
 *
 * @param broker {@code tcp://host:port} or {@code ssl://host:port}
 * @param trust PEM file of the authorities that may sign the broker's certificate; null means those of the platform
 * @param receiptTimeout time after which a batch without a receipt is resent; it grows with each timeout in a row
 */
public record UplinkConfig(
        String broker,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path trust,
        Duration receiptTimeout,
        Duration keepAlive) {
    public static final Duration DEFAULT_RECEIPT_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(15);
}
