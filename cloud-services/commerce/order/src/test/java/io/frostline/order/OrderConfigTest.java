package io.frostline.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderConfigTest {
    @Test
    void saysNothingAndHasItsDefaults() {
        OrderConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(OrderConfig.class)
                .withDefaultValues(Map.of(
                        "frostline.order.stock-url",
                        "http://stock:1",
                        "frostline.order.payment-url",
                        "http://payment:2"))
                .build()
                .getConfigMapping(OrderConfig.class);
        assertThat(config.stockUrl()).isEqualTo(URI.create("http://stock:1"));
        assertThat(config.paymentUrl()).isEqualTo(URI.create("http://payment:2"));
        assertThat(config.answerWithin()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.sweep()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.overdue()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.respond()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.respondAgain()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.respondAgainAtMost()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.sagasKept()).isEqualTo(Duration.ofDays(30));
    }
}
