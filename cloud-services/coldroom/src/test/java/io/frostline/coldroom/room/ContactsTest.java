package io.frostline.coldroom.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frostline.coldroom.room.RoomSetup.ContactLevel;
import io.frostline.coldroom.room.RoomSetup.WebhookSetup;
import io.frostline.platform.web.Refused;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContactsTest {
    private static final ContactLevel ANNA = new ContactLevel(null, List.of("anna@example.com"), null);

    private static Contacts contacts(ContactLevel... levels) {
        return Contacts.of(new RoomSetup(
                TemperatureClass.CHILLED, "Europe/Madrid", List.of("probe"), List.of(), null, null, List.of(levels)));
    }

    private static ContactLevel webhook(String url) {
        return new ContactLevel("PT0S", null, List.of(new WebhookSetup(url)));
    }

    private static void assertRefused(String field, ContactLevel... levels) {
        assertThatThrownBy(() -> contacts(levels))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.problem().field()).isEqualTo(field));
    }

    @Test
    void aLevelIsCalledAtOnceUnlessItSaysWhen() {
        ContactLevel later = new ContactLevel("PT15M", null, List.of(new WebhookSetup("https://example.com/a?b=c")));
        assertThat(contacts(ANNA, later).levels())
                .containsExactly(
                        new Contacts.Level(Duration.ZERO, Set.of("anna@example.com"), Set.of()),
                        new Contacts.Level(Duration.ofMinutes(15), Set.of(), Set.of("https://example.com/a?b=c")));
    }

    @Test
    void levelsAreFewAndAscend() {
        assertRefused("contacts.after", ANNA, ANNA);
        assertRefused("contacts.after", new ContactLevel("soon", List.of("anna@example.com"), null));
        assertRefused("contacts.after", new ContactLevel("-PT1M", List.of("anna@example.com"), null));
        assertRefused("contacts", Collections.nCopies(6, ANNA).toArray(ContactLevel[]::new));
    }

    @Test
    void aLevelOfNobodyIsRefused() {
        assertRefused("contacts", new ContactLevel("PT0S", List.of(), List.of()));
        assertRefused("contacts", new ContactLevel("PT0S", null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"anna", "@example.com", "anna@", "Anna <anna@example.com>", "a@b, c@d", "a@b\r\nBcc: c@d", ""})
    void whatIsNoAddressIsRefused(String address) {
        assertRefused("contacts.mail", new ContactLevel("PT0S", List.of(address), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com",
                "example.com/a",
                "https:///a",
                "https://me:secret@example.com",
                "http://a b",
                ""
            })
    void whatIsNoUrlIsRefused(String url) {
        assertRefused("contacts.webhooks.url", webhook(url));
    }
}
