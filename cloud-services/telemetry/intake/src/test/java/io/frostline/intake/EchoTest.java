package io.frostline.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EchoTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Echo echo = new Echo("batch", Duration.ofSeconds(30));

    @Test
    void isMissingWhereNothingComesForTooLong() {
        echo.said(SECOND);
        echo.said(20 * SECOND);
        assertThat(echo.isMissing(31 * SECOND)).isFalse();
        assertThat(echo.isMissing(32 * SECOND)).isTrue();
    }

    @Test
    void whateverComesShowsThatSomethingDoes() {
        echo.said(SECOND);
        echo.heard();
        assertThat(echo.isMissing(100 * SECOND)).isFalse();
        echo.said(100 * SECOND);
        assertThat(echo.isMissing(129 * SECOND)).isFalse();
        assertThat(echo.isMissing(131 * SECOND)).isTrue();
    }

    @Test
    void isOfItsOwnSubscription() {
        assertThat(echo.isOf("frostline/v1/bilbao/batch")).isTrue();
        assertThat(echo.isOf("frostline/v1/bilbao/reading")).isFalse();
        assertThat(echo.isOf(echo.topic())).isTrue();
    }
}
