package io.frostline.lra.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static final UUID ID = UUID.fromString("6f1c1b1e-3c0f-4a52-9d56-0c2c9f1f0a01");
    private static final UUID PARENT = UUID.fromString("6f1c1b1e-3c0f-4a52-9d56-0c2c9f1f0a02");
    private static final String BASE = "http://c:8080/lra-coordinator";

    @Test
    void nestedActionsNameTheirParent() {
        String parent = Addresses.action(BASE, PARENT, null);
        String nested = Addresses.action(BASE, ID, parent);
        assertThat(parent).isEqualTo(BASE + "/" + PARENT);
        assertThat(Addresses.parent(parent)).isEmpty();
        assertThat(Addresses.parent(nested)).contains(parent);
        assertThat(Addresses.parent(Addresses.action(BASE, UUID.randomUUID(), nested)))
                .contains(BASE + "/" + ID);
    }

    @Test
    void readsIdsHoweverTheyAreWritten() {
        String nested = Addresses.action(BASE, ID, Addresses.action(BASE, PARENT, null));
        assertThat(Addresses.id(nested)).contains(ID);
        assertThat(Addresses.id(URLEncoder.encode(nested, StandardCharsets.UTF_8)))
                .contains(ID);
        assertThat(Addresses.id(ID.toString())).contains(ID);
        assertThat(Addresses.id("0_ffff7f000001_1_1")).isEmpty();
        assertThat(Addresses.id("50%")).isEmpty();
        assertThat(Addresses.recovery(nested, 3)).isEqualTo(BASE + "/recovery/" + ID + "/3");
    }
}
