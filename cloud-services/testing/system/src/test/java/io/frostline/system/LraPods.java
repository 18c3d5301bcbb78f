package io.frostline.system;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.PostgresProxy;
import io.frostline.testing.Programs;
import io.frostline.testing.RestClient;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/** Two coordinators of actions on one PostgreSQL, each a process that can be killed and started again. */
final class LraPods implements AutoCloseable {
    static final int PODS = 2;

    private final Deployment deployment = Deployment.temporary();
    private final int[] ports = {Deployment.freePort(), Deployment.freePort()};
    private final ServerProcess[] processes = new ServerProcess[PODS];
    /** The first coordinator's way to PostgreSQL. */
    private final PostgresProxy database;

    LraPods() {
        deployment.start(Part.POSTGRES);
        database = deployment.database(Part.LRA_COORDINATOR);
        for (int pod = 0; pod < PODS; pod++) {
            start(pod);
        }
    }

    void start(int pod) {
        int postgres = pod == 0 ? database.port() : deployment.port(Part.POSTGRES);
        try {
            processes[pod] = ServerProcess.java(
                    "pod-" + pod,
                    deployment.folder().resolve("pod-" + pod + ".log"),
                    Programs.app("lra-coordinator-postgresql", "-Xmx256m", "-XX:TieredStopAtLevel=1"),
                    Map.of(
                            "QUARKUS_HTTP_PORT", ports[pod] + "",
                            "POSTGRES_PORT", postgres + "",
                            "POSTGRES_DATABASE", "postgres",
                            "POSTGRES_USER", "postgres",
                            "POSTGRES_PASSWORD", "postgres",
                            // where a service in front of both would be
                            "FROSTLINE_LRA_URL", url(1),
                            "FROSTLINE_LRA_RETRY_LONGEST", "1s"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processes[pod].await(
                "ready", Duration.ofSeconds(60), () -> new RestClient(url(pod)).answers("/q/health/ready"));
    }

    void kill(int pod) {
        processes[pod].kill();
    }

    String url(int pod) {
        return "http://127.0.0.1:" + ports[pod];
    }

    PostgresProxy database() {
        return database;
    }

    @Override
    public void close() {
        for (ServerProcess each : processes) {
            each.close();
        }
        deployment.close();
    }
}
