package io.frostline.launcher;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command that asks the history service to prove a site's history. Exit code 0: intact; 1: not; 2: could not be asked. */
@Command(
        name = "verify",
        description = "Re-computes a site's digest chain and prints the first break, if any.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    private static final Pattern COUNTS = Pattern.compile("\"batches\":(\\d+),\"readings\":(\\d+)");
    private static final Pattern RELEASED = Pattern.compile("\"released\":([1-9]\\d*)");
    private static final Pattern DETAIL = Pattern.compile("\"detail\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    @Parameters(paramLabel = "SITE")
    @SuppressWarnings("NullAway.Init")
    private String site;

    @Option(names = "--url", description = "of the history service; default: ${DEFAULT-VALUE}")
    private String url = "http://localhost:8080";

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/sites/" + site + "/verification"))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return print(answer);
        } catch (ConnectException e) {
            System.err.println("nothing answers at " + url + "; start it with ./frostline up, or give --url");
            return 2;
        }
    }

    private int print(HttpResponse<String> answer) {
        Matcher detail = DETAIL.matcher(answer.body());
        if (answer.statusCode() != 200) {
            System.err.println(detail.find() ? detail.group(1) : answer.body());
            return 2;
        }
        Matcher counts = COUNTS.matcher(answer.body());
        String checked = counts.find()
                ? counts.group(1) + " batches, " + counts.group(2)
                        + " readings in segments (newer ones are answered from the batches)"
                : "";
        Matcher released = RELEASED.matcher(answer.body());
        if (released.find()) {
            checked += "; of " + released.group(1) + " batches the original bytes were released, their digests stand";
        }
        if (answer.body().contains("\"intact\":true")) {
            System.out.println("site " + site + " is intact: " + checked);
            return 0;
        }
        System.out.println("site " + site + " is NOT intact (" + checked + "); the first break:");
        System.out.println(detail.find() ? detail.group(1) : answer.body());
        return 1;
    }
}
