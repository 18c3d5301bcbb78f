package io.frostline.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Chart with values for it. */
record Combination(Chart chart, List<Path> values, Map<String, ?> settings) {
    private static final Map<Combination, List<Manifest>> RENDERED = new ConcurrentHashMap<>();

    /** Returns the documented combinations, each flag alone, all flags but one, and the cloud's defaults; agents need a site. */
    static Stream<Combination> all() {
        return Stream.concat(
                Stream.of(Chart.FROSTLINE, Chart.EDGE).flatMap(Combination::of),
                Flags.combinations().map(settings -> new Combination(Chart.FROSTLINE, List.of(), settings)));
    }

    private static Stream<Combination> of(Chart chart) {
        try {
            Stream<Combination> documented =
                    chart.documentedValues().stream().map(file -> new Combination(chart, List.of(file), Map.of()));
            return chart.equals(Chart.EDGE)
                    ? documented
                    : Stream.concat(Stream.of(new Combination(chart, List.of(), Map.of())), documented);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Manifest> render() {
        return RENDERED.computeIfAbsent(this, it -> chart.render(it.values, it.settings));
    }

    @Override
    public String toString() {
        return chart.name() + " " + values.stream().map(Path::getFileName).toList() + " " + settings;
    }
}
