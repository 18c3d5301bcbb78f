package io.frostline.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static final String FROM = "2026-11-25T00:00:00Z";
    private static final String TO = "2026-11-26T00:00:00Z";
    private static final Instant AT = Instant.parse("2026-11-25T08:00:00.123456Z");
    private static final UUID LAST = UUID.fromString("ffffffff-0000-4000-8000-000000000001");

    @Test
    void withoutARangeThereIsNone() {
        assertThat(Page.asked(null, null, 5, "x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void takesItsLimits(int limit) {
        assertThat(page(limit, null).limit()).isEqualTo(limit);
    }

    @Test
    void isAsLongAsItMayBeUnlessAskedOtherwise() {
        assertThat(page(null, null).limit()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesALimitBeyond(int limit) {
        assertRefused("limit", () -> page(limit, null));
    }

    @Test
    void refusesARangeThatIsNone() {
        assertRefused("from", () -> Page.asked(FROM, FROM, null, null));
        assertRefused("from", () -> Page.asked(TO, FROM, null, null));
        assertRefused("from", () -> Page.asked(null, TO, null, null));
        assertRefused("to", () -> Page.asked(FROM, null, null, null));
        assertRefused("to", () -> Page.asked(FROM, "tomorrow", null, null));
        assertRefused("to", () -> Page.asked(FROM, "+1000000000-12-31T24:00:00Z", null, null));
    }

    @Test
    void aFullPageLinksToTheNextWhichBeginsAfterItsLastRow() {
        Page next = page(1, cursor());
        assertThat(next.afterAt()).isEqualTo(AT);
        assertThat(next.afterId()).isEqualTo(LAST);
        assertThat(next.from()).isEqualTo(Instant.parse(FROM));
        assertThat(next.to()).isEqualTo(Instant.parse(TO));
    }

    @Test
    void aPageThatIsNotFullIsTheLast() {
        Response answer = page(2, null).answer("/things", rows());
        assertThat(answer.getHeaderString("Link")).isNull();
        assertThat(answer.getEntity()).isEqualTo(List.of("a thing"));
    }

    @Test
    void theLimitMayChangeFromPageToPageAndTheRangeMayNot() {
        String cursor = cursor();
        assertThat(page(500, cursor).afterId()).isEqualTo(LAST);
        assertRefused("cursor", () -> Page.asked(FROM, "2026-11-27T00:00:00Z", 1, cursor));
        assertRefused("cursor", () -> Page.asked("2026-11-24T00:00:00Z", TO, 1, cursor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "no cursor!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void refusesWhatIsNoCursor(String text) {
        assertRefused("cursor", () -> page(1, text));
    }

    @Test
    void refusesACursorWithSomethingMissingOrAdded() {
        assertRefused("cursor", () -> page(1, cursor().substring(0, 20)));
        assertRefused("cursor", () -> page(1, cursor() + "AAAA"));
    }

    private static Page page(@Nullable Integer limit, @Nullable String cursor) {
        return Page.asked(FROM, TO, limit, cursor).orElseThrow();
    }

    private static List<Page.Row<String>> rows() {
        return List.of(new Page.Row<>("a thing", AT, LAST));
    }

    /** Returns the cursor after a full first page. */
    private static String cursor() {
        String link = page(1, null).answer("/things", rows()).getHeaderString("Link");
        assertThat(link).startsWith("</things?").endsWith(">; rel=\"next\"");
        String query = URI.create(link.substring(1, link.indexOf('>'))).getQuery();
        return query.substring(query.indexOf("cursor=") + "cursor=".length());
    }

    private static void assertRefused(String field, ThrowingCallable asking) {
        assertThatThrownBy(asking).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(400);
            assertThat(refused.problem().field()).isEqualTo(field);
        });
    }
}
