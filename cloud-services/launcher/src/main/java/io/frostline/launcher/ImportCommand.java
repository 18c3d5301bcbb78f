package io.frostline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command that imports a logger's file: shows what would be stored, asks about doubts in the file, and shows the progress. Exit
 * code 0: it is stored; 1: it is not; 2: history could not be asked.
 */
@Command(
        name = "import",
        description = "Imports a logger's file as it is, after showing what was understood of it.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int MAX_LISTED = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "FILE")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--site", required = true, description = "whose readings they are")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Option(names = "--url", description = "of the history service; default: ${DEFAULT-VALUE}")
    private String url = "http://localhost:8080";

    @Option(
            names = {"-s", "--set"},
            paramLabel = "NAME=VALUE",
            description =
                    "what the file leaves in doubt, like --set zone=Europe/Madrid: profile, zone, dateFormat, unit, columns,"
                            + " delimiter, decimal, encoding, interval, accept")
    private Map<String, String> settings = new TreeMap<>();

    @Option(names = "--by", description = "who imports it; default: ${DEFAULT-VALUE}")
    private String by = System.getProperty("user.name", "unknown");

    @Option(
            names = {"-y", "--yes"},
            description = "stores it without asking, if nothing is in doubt")
    private boolean yes;

    private final BufferedReader terminal =
            new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            System.err.println(file + " can't be read");
            return 2;
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return run(http);
        } catch (ConnectException e) {
            System.err.println("nothing answers at " + url + "; start it with ./frostline up, or give --url");
            return 2;
        } catch (IOException e) {
            System.err.println(url + " does not answer as it should: " + e.getMessage());
            return 2;
        }
    }

    private int run(HttpClient http) throws IOException, InterruptedException {
        settings.put("by", by);
        while (true) {
            HttpResponse<String> answer = send(http, true);
            JsonNode preview = JSON.readTree(answer.body());
            if (answer.statusCode() != 200) {
                return refused(preview);
            }
            if (preview.path("doubts").isEmpty()) {
                show(preview);
                return agreed(preview) ? store(http) : 1;
            }
            if (!settle(preview.path("doubts"))) {
                return 1;
            }
        }
    }

    private boolean settle(JsonNode doubts) throws IOException {
        for (JsonNode doubt : doubts) {
            String parameter = doubt.path("parameter").asText();
            System.out.println(doubt.path("question").asText());
            Optional<String> given = ask(parameter + " = ");
            if (given.isEmpty()) {
                System.err.println("nothing is stored; answer with --set " + parameter + "=...");
                return false;
            }
            settings.put(parameter, given.get());
        }
        return true;
    }

    private boolean agreed(JsonNode preview) throws IOException {
        long rejected = preview.path("rejected").asLong();
        if (rejected > 0 && !"partial".equals(settings.get("accept"))) {
            if (!isYes(ask(rejected + " cells or rows can't be taken. Store the others? [y/N] ")
                    .orElse(null))) {
                System.err.println("nothing is stored; the others are with --set accept=partial");
                return false;
            }
            settings.put("accept", "partial");
        }
        if (yes
                || isYes(ask("Store " + preview.path("readings").asLong() + " readings of site " + site + "? [y/N] ")
                        .orElse(null))) {
            return true;
        }
        System.err.println("nothing is stored; it is with --yes");
        return false;
    }

    /** @return empty where nobody answers */
    private Optional<String> ask(String question) throws IOException {
        System.out.print(question);
        System.out.flush();
        String line = terminal.readLine();
        return Optional.ofNullable(line).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static boolean isYes(@Nullable String answer) {
        return answer != null && answer.toLowerCase(Locale.ROOT).startsWith("y");
    }

    private void show(JsonNode preview) {
        JsonNode understood = preview.path("understood");
        List<String> form = new ArrayList<>();
        if (understood.hasNonNull("profile")) {
            form.add("profile " + understood.path("profile").asText());
        }
        form.add(understood.path("encoding").asText());
        form.add("delimiter '" + understood.path("delimiter").asText() + "'");
        form.add("decimal '" + understood.path("decimal").asText() + "'");
        form.add("dates " + understood.path("dateOrder").asText());
        form.add(understood.path("rowOrder").asText());
        String zone = understood.path("zone").asText();
        form.add(understood.hasNonNull("zone") ? "zone " + zone : "times with offsets");
        System.out.println(String.join(", ", form));
        understood
                .path("columns")
                .properties()
                .forEach(column -> System.out.println("  column '" + column.getKey() + "' is sensor "
                        + column.getValue().asText() + ", in "
                        + understood.path("units").path(column.getKey()).asText("C")));
        if (!understood.path("ignored").isEmpty()) {
            System.out.println("  not taken: " + understood.path("ignored"));
        }
        for (JsonNode row : preview.path("rows")) {
            System.out.println("  line " + row.path("line").asLong() + ": "
                    + row.path("sensor").asText() + " " + row.path("at").asText() + " "
                    + (row.hasNonNull("celsius") ? row.path("celsius").asText() + " C" : "fault"));
        }
        System.out.println(preview.path("readings").asLong() + " readings, "
                + preview.path("faults").asLong() + " of them faults");
        rejections(preview.path("rejections"));
    }

    private static void rejections(JsonNode rejections) {
        int shown = 0;
        for (JsonNode each : rejections) {
            if (++shown > MAX_LISTED) {
                System.out.println("  and " + (rejections.size() - MAX_LISTED) + " other kinds");
                return;
            }
            System.out.println("  line " + each.path("line").asLong() + ", "
                    + each.path("column").asText() + ": " + each.path("reason").asText() + " ("
                    + each.path("count").asLong() + " times)");
        }
    }

    private static int refused(JsonNode problem) {
        System.err.println(problem.path("detail").asText(problem.toString()));
        rejections(problem.path("rejections"));
        return 1;
    }

    private int store(HttpClient http) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(http, false);
        if (answer.statusCode() != 202) {
            return refused(JSON.readTree(answer.body()));
        }
        URI where = URI.create(answer.headers().firstValue("Location").orElseThrow());
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            Optional<JsonNode> now = look(http, where);
            if (now.isPresent()) {
                deadline = System.nanoTime() + TIMEOUT.toNanos();
                String state = now.get().path("state").asText();
                if (!state.equals("running")) {
                    System.out.println();
                    return ended(state, now.get(), where);
                }
                progress(now.get());
            } else if (System.nanoTime() > deadline) {
                System.err.println("whether it is stored is not known; ask later: curl " + where);
                return 2;
            }
            Thread.sleep(POLL_INTERVAL);
        }
    }

    /** Returns history's answer; empty where there is none now, since history may be starting. */
    private static Optional<JsonNode> look(HttpClient http, URI where) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(where).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void progress(JsonNode now) {
        long readings = now.path("readings").asLong();
        long expected = now.path("expected").asLong();
        String share = expected > 0 ? " of " + expected + " (" + 100 * readings / expected + " %)" : "";
        System.out.printf("\r%-8s %d%s ", now.path("phase").asText(), readings, share);
        System.out.flush();
    }

    private static int ended(String state, JsonNode now, URI where) {
        switch (state) {
            case "stored" -> {
                System.out.println("stored: " + now.path("accepted").asLong() + " readings ("
                        + now.path("faults").asLong() + " faults, "
                        + now.path("conflicts").asLong() + " conflicts, "
                        + now.path("future").asLong() + " in the future); known already: "
                        + now.path("duplicates").asLong() + "; not taken: "
                        + now.path("rejected").asLong());
                System.out.println("to take it back: curl -X DELETE " + where);
                return 0;
            }
            case "refused" -> {
                return refused(now.path("problem"));
            }
            default -> {
                System.err.println(now.path("detail").asText("the import was " + state + ", and nothing is stored"));
                return 1;
            }
        }
    }

    private HttpResponse<String> send(HttpClient http, boolean preview) throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder("?preview=" + preview);
        settings.forEach((name, value) -> query.append('&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/api/v1/sites/"
                        + URLEncoder.encode(site, StandardCharsets.UTF_8).replace("+", "%20") + "/imports" + query))
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofFile(file));
        if (!preview) {
            request.header("Prefer", "respond-async");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
