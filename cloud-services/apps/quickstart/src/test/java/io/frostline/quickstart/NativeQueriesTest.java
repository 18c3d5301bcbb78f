package io.frostline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Test that a native query of one value names its column by {@code addScalar}. Hibernate 7.2 does not reuse a plan that it made
 * from the result class alone: it keeps one per execution and searches all of them at the next.
 */
class NativeQueriesTest {
    private static final Pattern QUERY =
            Pattern.compile("createNativeQuery\\((?:(?!\\.class\\))[\\s\\S])*?(\\w+)\\.class\\)\\s*(\\.\\w+)");

    private static final Set<String> SINGLE_VALUES =
            Set.of("String", "Integer", "Long", "Double", "Boolean", "UUID", "Instant");

    @Test
    void nameTheColumnOfASingleValue() throws IOException {
        int queries = 0;
        for (Path file : sources()) {
            Matcher query = QUERY.matcher(Files.readString(file));
            while (query.find()) {
                if (SINGLE_VALUES.contains(query.group(1))) {
                    queries++;
                    assertThat(query.group(2)).as("%s: %s", file, query.group()).isEqualTo(".addScalar");
                }
            }
        }
        assertThat(queries).isGreaterThan(10);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../.."))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .toList();
        }
    }
}
