package io.frostline.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendWindowTest {
    private final SendWindow window = new SendWindow();

    @Test
    void growsWhileReceiptsComePromptlyAndShrinksWhenTheyDoNot() {
        int start = window.size();
        for (int i = 0; i < 500; i++) {
            window.receipt(50_000_000);
        }
        assertThat(window.size()).isEqualTo(SendWindow.MAX).isGreaterThan(start);
        window.receipt(3_000_000_000L);
        assertThat(window.size()).isLessThan(SendWindow.MAX);
        for (int i = 0; i < 20; i++) {
            window.timeout();
        }
        assertThat(window.size()).isEqualTo(SendWindow.SMALLEST);
    }
}
