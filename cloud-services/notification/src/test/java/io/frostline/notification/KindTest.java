package io.frostline.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class KindTest {
    private static final UUID ABOUT = UUID.fromString("7b0f6a52-6a3e-4c0f-9f0e-0d7a4b7f3c11");

    /** A changed key would send another mail to each customer who has had this one. */
    @Test
    void theKeyOfAMailStaysWhatItIs() {
        assertThat(Kind.WELCOME.mailAbout(ABOUT)).hasToString("b38681bc-6e0c-3453-b296-6ead2b288f91");
    }

    @Test
    void eachKindIsAnotherMail() {
        assertThat(Kind.CONFIRMATION.mailAbout(ABOUT)).isNotEqualTo(Kind.CANCELLATION.mailAbout(ABOUT));
    }
}
