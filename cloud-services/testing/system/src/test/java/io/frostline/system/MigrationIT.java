package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the chart's settings by which a job creates the tables and the services wait for it. */
@Tag("quiet")
class MigrationIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String DATABASE = "migrated";
    private static final Map<String, String> JOB = Map.of("QUARKUS_INIT_AND_EXIT", "true");
    private static final Map<String, String> SERVICE = Map.of(
            "QUARKUS_FLYWAY_PAYMENT_MIGRATE_AT_START", "false",
            "QUARKUS_FLYWAY_PAYMENT_VALIDATE_AT_START", "true",
            "QUARKUS_FLYWAY_LEDGER_MIGRATE_AT_START", "false",
            "QUARKUS_FLYWAY_LEDGER_VALIDATE_AT_START", "true");

    private final Deployment cloud = Deployment.shared();
    private final int port = Deployment.freePort();

    @Test
    void aServiceBeginsWhenAJobHasMadeItsTables(@TempDir Path folder) throws Exception {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + DATABASE);
        }
        try (ServerProcess early = payment(folder, "early", SERVICE)) {
            assertThat(early.awaitEnd()).isEqualTo(1);
            assertThat(early.log()).contains("Validate failed").doesNotContain("create table");
        }
        try (ServerProcess job = payment(folder, "job", JOB)) {
            assertThat(job.awaitEnd()).as(job.log()).isZero();
            assertThat(job.log())
                    .containsPattern("applied \\d+ migrations? to schema \"payment\"")
                    .containsPattern("applied \\d+ migrations? to schema \"ledger\"")
                    .doesNotContain("Listening on");
        }
        try (ServerProcess again = payment(folder, "again", JOB)) {
            assertThat(again.awaitEnd()).as(again.log()).isZero();
        }
        try (ServerProcess service = payment(folder, "service", SERVICE)) {
            service.await("started", TIMEOUT, () -> service.log().contains("Listening on"));
        }
    }

    private ServerProcess payment(Path folder, String name, Map<String, String> settings) throws IOException {
        Map<String, String> environment = new TreeMap<>(cloud.environment(Part.PAYMENT));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("POSTGRES_DATABASE", DATABASE);
        environment.put("LEDGER_DATABASE", DATABASE);
        environment.put("PAYMENT_TRANSACTIONS", folder.resolve("transactions").toString());
        environment.put(
                "QUARKUS_TRANSACTION_MANAGER_OBJECT_STORE_DIRECTORY",
                folder.resolve("transactions").toString());
        environment.putAll(settings);
        Path jar = Deployment.root().resolve("cloud-services/apps/payment/target/quarkus-app/quarkus-run.jar");
        return ServerProcess.java(
                name,
                folder.resolve(name + ".log"),
                List.of("-XX:TieredStopAtLevel=1", "-jar", jar.toString()),
                environment);
    }
}
