package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.contract.Topics;
import io.frostline.contract.wire.Command;
import io.frostline.contract.wire.Resend;
import io.frostline.contract.wire.SequenceRange;
import io.frostline.testing.Database;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.RestClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the cloud's commands to an agent, and of the agent's replies. */
class CommandIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Part.HISTORY);

    @Test
    void resendBringsBackFromTheArchiveWhatTheCloudLost(@TempDir Path folder) throws Exception {
        String ofSite = "epoch_id in (select epoch.id from epoch join site on site.id = site_id where name = 'resend')";
        try (EdgeAgent agent = new EdgeAgent(folder, """
                        site: resend
                        uplink: {broker: "tcp://127.0.0.1:%d", receipt-timeout: 3s}
                        sensors:
                          - {name: room, source: simulated, interval: 100ms}
                        """.formatted(cloud.port(Part.MQTT)));
                Site operator = new Site(cloud, "resend")) {
            agent.start();
            await().atMost(TIMEOUT).until(() -> one("select count(*) from batch where " + ofSite) >= 6);
            long epoch = one("select epoch from epoch join site on site.id = site_id where name = 'resend'");
            // disaster: the cloud is restored from a backup that lacks two batches
            execute("delete from pending where sequence between 2 and 3 and " + ofSite);
            execute("delete from batch where sequence between 2 and 3 and " + ofSite);
            execute("update epoch set received = received - int8multirange(int8range(2, 4)) where id in"
                    + " (select epoch.id from epoch join site on site.id = site_id where name = 'resend')");
            assertThat(rest.json("/sites/resend/continuity")
                            .at("/epochs/0/missing/0/first")
                            .asLong())
                    .isEqualTo(2);

            operator.publish(
                    Topics.command("resend"),
                    Command.newBuilder()
                            .setId("after-restore")
                            .setResend(Resend.newBuilder()
                                    .setEpoch(epoch)
                                    .setRange(SequenceRange.newBuilder()
                                            .setFirst(2)
                                            .setLast(3)))
                            .build()
                            .toByteArray());
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(
                                    rest.json("/sites/resend/continuity").at("/epochs/0/missing"))
                            .isEmpty());
            assertThat(rest.json("/sites/resend/continuity")
                            .at("/epochs/0/chain/intact")
                            .asBoolean())
                    .isTrue();
            await().atMost(TIMEOUT)
                    .until(() -> one("select count(*) from log_entry where kind = 'command-applied'"
                                    + " and detail ->> 'id' = 'after-restore' and detail ->> 'batches' = '2'")
                            == 1);

            operator.publish(
                    Topics.command("resend"),
                    Command.newBuilder()
                            .setId("of-another-buffer")
                            .setResend(Resend.newBuilder().setEpoch(epoch + 1))
                            .build()
                            .toByteArray());
            await().atMost(TIMEOUT)
                    .until(() -> one("select count(*) from log_entry where kind = 'command-refused'"
                                    + " and detail ->> 'id' = 'of-another-buffer'")
                            == 1);
        }
    }

    private long one(String sql) throws SQLException {
        return Database.number(cloud.jdbcUrl(), sql);
    }

    private void execute(String sql) throws SQLException {
        Database.execute(cloud.jdbcUrl(), sql);
    }
}
