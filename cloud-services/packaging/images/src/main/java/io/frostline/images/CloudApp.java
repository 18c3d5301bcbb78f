package io.frostline.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Image of one service.
 *
 * @param name of its folder among the apps
 * @param requests first requests that a client may send to it
 */
record CloudApp(String name, List<String> requests) implements Product {
    static final int HTTP_PORT = 8080;
    /**
     * JVM options that keep compilers from slowing a start. On one core, an app has its first answer in two thirds of the time; hot
     * code is compiled all the same, after three times the calls.
     */
    static final String OPTIONS = """
            -XX:+UseSerialGC
            --enable-native-access=ALL-UNNAMED
            -XX:MaxRAMPercentage=60
            -XX:CompileThresholdScaling=3
            -XX:+ExitOnOutOfMemoryError
            -XX:-UsePerfData
            --sun-misc-unsafe-memory-access=allow
            """;

    static final List<CloudApp> ALL = List.of(
            new CloudApp("coldroom", List.of("/api/v1/excursions", "/api/v1/rooms")),
            new CloudApp("history", List.of("/api/v1/sensors", "/api/v1/sites")),
            new CloudApp("intake", List.of()),
            new CloudApp("lra-coordinator", List.of("/lra-coordinator")),
            new CloudApp("notification", List.of("/api/v1/mails", "/api/v1/webhooks")),
            new CloudApp("order", List.of("/api/v1/orders", "/api/v1/sagas")),
            new CloudApp("payment", List.of("/api/v1/accounts", "/api/v1/transfers")),
            new CloudApp("stock", List.of("/api/v1/lots", "/api/v1/products")));

    @Override
    public String title() {
        return "Frostline " + name;
    }

    @Override
    public Contents prepare(Path checkout, FileTree files, JavaHome java, boolean archived) throws IOException {
        String options = "/app/java.options";
        files.write(options, OPTIONS.getBytes(StandardCharsets.UTF_8));
        Program program = Program.ofQuarkusApp(checkout, name, files, "/app", options, "/app/app.aot");
        String healthy = name.equals("coldroom") ? "live" : "ready"; // it is not ready before another service answers
        return new Contents(
                files,
                Map.of(program, new Rehearsal.Service(healthy, requests)),
                program.command(java, archived),
                List.of(),
                Map.of(
                        "FROSTLINE_COORDINATOR_STORE", "/data/lra-coordinator",
                        "PAYMENT_TRANSACTIONS", "/data/transactions"),
                List.of(HTTP_PORT));
    }
}
