package io.frostline.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SignatureTest {
    /** Expected value of: printf '1764057600.{"a":"\u00b0"}' | openssl dgst -sha256 -hmac secret. */
    @Test
    void isTheHmacOfTimeAndBodyAsAnybodyComputesIt() {
        assertThat(Signature.of("{\"a\":\"\u00b0\"}", "secret", Instant.ofEpochSecond(1_764_057_600)))
                .isEqualTo("t=1764057600,v1=57cd33a26e1be2f4c556c61a12a02ac76fb9822c106a36d87a18b09375bebeef");
    }

    /** A changed key would repeat every call. */
    @Test
    void theKeyOfACallStaysWhatItIs() {
        UUID notice = UUID.fromString("7b0f6a52-6a3e-4c0f-9f0e-0d7a4b7f3c11");
        assertThat(Webhooks.key(notice, "https://example.com/alarms"))
                .hasToString("2f5bb10e-0559-39e5-9e56-9ca50a3582f4");
    }
}
