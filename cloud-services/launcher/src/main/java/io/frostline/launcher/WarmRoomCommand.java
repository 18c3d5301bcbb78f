package io.frostline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command that makes the compressor of the demo's freezer fail, and prints what follows. Exit code 0: all of it followed. */
@Command(
        name = "warm-room",
        description = "Lets the demo's freezer fail, and tells what follows.",
        mixinStandardHelpOptions = true)
final class WarmRoomCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @Option(names = "--data", description = "the folder of the running frostline; default: found by the port of --url")
    private @Nullable Path data;

    @Option(names = "--url", description = "where it answers; default: ${DEFAULT-VALUE}")
    private String url = "http://localhost:8080";

    private final Instant begun = Instant.now();
    private final Set<String> told = new HashSet<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            System.err.println("no frostline that was started on this machine by this user answers at " + url
                    + "; start it with ./frostline up, or give --url, or its folder with --data");
            return 2;
        }
        Path faults = DemoStore.faults(folder.get());
        if (!Files.isWritable(DemoStore.folder(folder.get()))) {
            System.err.println("there is no demo in " + folder.get()
                    + " that this user may write to; start it with ./frostline up, without --no-demo");
            return 2;
        }
        try (DemoApi api = new DemoApi(url)) {
            if (!api.get("/sensors/demo/freezer-1").has("latest")) {
                System.err.println("the demo's freezer has no reading yet at " + url + "; try again in a few seconds");
                return 2;
            }
            return run(api, folder.get(), faults);
        } catch (ConnectException e) {
            System.err.println("nothing answers at " + url + "; start it with ./frostline up, or give --url");
            return 2;
        }
    }

    private Optional<Path> folder() throws IOException {
        if (data != null) {
            return Optional.of(data.toAbsolutePath().normalize());
        }
        URI uri = URI.create(url);
        return InetAddress.getByName(uri.getHost()).isLoopbackAddress()
                ? RunningInstance.find(uri.getPort() < 0 ? 80 : uri.getPort())
                : Optional.empty();
    }

    private int run(DemoApi api, Path folder, Path faults) throws IOException, InterruptedException {
        try {
            WarmRoomOrders orders = WarmRoomOrders.place(api);
            say("Anna has ordered fish twice, 2 of each: both stand in the freezer; 2 more are in the deep-freezer");
            Files.writeString(faults, "compressor=broken\n");
            say("the freezer's compressor breaks (" + faults + ")");
            boolean done = false;
            while (!done && Duration.between(begun, Instant.now()).compareTo(TIMEOUT) < 0) {
                watch(api);
                done = follow(api, folder, orders);
                Thread.sleep(1000);
            }
            return done ? end() : tooLong();
        } finally {
            Files.deleteIfExists(faults);
        }
    }

    private void watch(DemoApi api) throws IOException, InterruptedException {
        JsonNode latest = api.get("/sensors/demo/freezer-1").path("latest");
        System.out.printf(
                Locale.ROOT, "\r   freezer-1: %.1f C ", latest.path("celsius").asDouble());
        for (JsonNode entry : api.get(
                "/log/demo?room=freezer&from=" + begun + "&to=" + Instant.now().plusSeconds(60))) {
            if (entry.get("kind").asText().equals("warming")) {
                once("the agent warns: " + entry.get("text").asText());
            }
        }
        for (JsonNode excursion : api.get("/excursions?site=demo&room=freezer&state=open")) {
            excursion.get("raised").fieldNames().forEachRemaining(severity -> {
                // one without a peak is of a silent sensor
                if (excursion.has("peakCelsius") && told.add(severity)) {
                    say(severity + ": " + excursion.get("sensor").asText() + " has been above its limit since "
                            + excursion.get("from").asText() + ", up to "
                            + excursion.get("peakCelsius").asText() + " C (/api/v1/excursions/"
                            + excursion.get("id").asText() + ")");
                }
            });
        }
    }

    /** Returns whether those on duty have been sent a mail since the room went warm. */
    private boolean isAlarmed(DemoApi api) throws IOException, InterruptedException {
        for (JsonNode mail : api.get("/mails?limit=50")) {
            if (mail.get("kind").asText().equals("alarm")
                    && mail.path("state").asText().equals("sent")
                    && Instant.parse(mail.path("sentAt").asText()).isAfter(begun)) {
                return true;
            }
        }
        return false;
    }

    private boolean follow(DemoApi api, Path folder, WarmRoomOrders orders) throws IOException, InterruptedException {
        boolean quarantined = false; // the outcome can be seen a moment before
        for (JsonNode quarantine : api.get("/quarantines?site=demo&room=freezer")) {
            String state = quarantine.get("state").asText();
            if (state.equals("in-force")) {
                quarantined = true;
                once("the lots in the freezer are in quarantine (/api/v1/quarantines/"
                        + quarantine.get("id").asText() + ")");
            }
        }
        boolean alarmed = isAlarmed(api);
        if (alarmed) {
            once("who is on duty is alarmed by mail (" + folder.resolve("mail") + ")");
        }
        WarmRoomOrders.Outcome outcome = orders.outcome(api);
        if (outcome.reallocated()) {
            once("the first order got the fish in the deep-freezer: it is confirmed as before");
        }
        if (outcome.refunded()) {
            once("for the second there is no other fish: it is cancelled, and Anna has her money back");
        }
        return quarantined && alarmed && outcome.reallocated() && outcome.refunded();
    }

    private int end() {
        say("the compressor is repaired. Look around, and release the lots when you have seen to them:");
        System.out.println("   curl '" + url + "/api/v1/quarantines?site=demo'");
        System.out.println("   curl -H 'Content-Type: application/json' -d '{\"by\":\"me\",\"reason\":\"checked\"}' '"
                + url + "/api/v1/quarantines/ID/release'");
        return 0;
    }

    private static int tooLong() {
        System.err.println(
                "\nnot all of it has followed within " + TIMEOUT.toSeconds() + " s; the logs are in the data folder");
        return 1;
    }

    private void once(String what) {
        if (told.add(what)) {
            say(what);
        }
    }

    private void say(String what) {
        System.out.printf(
                "\r%3d s  %s%n", Duration.between(begun, Instant.now()).toSeconds(), what);
    }
}
