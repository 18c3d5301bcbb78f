package io.frostline.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
    @Test
    void isReadAsItIsWritten() {
        assertThat(Platform.parse("linux/arm64").toString()).isEqualTo("linux/arm64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"arm64", "windows/amd64", "linux/riscv64", "linux/amd64/v2", ""})
    void refusesWhatNoImageIsMadeFor(String text) {
        assertThatThrownBy(() -> Platform.parse(text)).hasMessageContaining("linux/amd64 or linux/arm64");
    }
}
