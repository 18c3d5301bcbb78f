package io.frostline.benchmarks;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Orders as long-running actions, everything on this machine: how many a second end, and how long each takes. */
final class SagaBench {
    private static final int CLIENTS = Integer.getInteger("frostline.clients", 40);
    private static final Duration WARM_UP = Duration.ofSeconds(Long.getLong("frostline.warmup", 20));
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("frostline.seconds", 30));

    private SagaBench() {}

    static void run() throws Exception {
        Report.title("saga: an order takes stock and money; %d clients, each waiting for its order's end"
                .formatted(CLIENTS));
        try (Deployment cloud = new Deployment(Files.createTempDirectory("frostline-saga"), false)) {
            cloud.start(Part.POSTGRES);
            cloud.start(Part.KAFKA);
            cloud.startCommerce();
            Shop shop = new Shop(cloud);
            shop.open();
            new ClosedLoop(CLIENTS, WARM_UP).run(() -> shop.order(false));
            for (int failing : List.of(0, 5, 20)) {
                measure(cloud, shop, failing);
            }
        }
    }

    private static void measure(Deployment cloud, Shop shop, int failing) throws Exception {
        long before = ended(cloud);
        ClosedLoop.Result result = new ClosedLoop(CLIENTS, LENGTH)
                .run(() -> shop.order(ThreadLocalRandom.current().nextInt(100) < failing));
        long ended = ended(cloud) - before;
        Report.figure(
                "orders ended a second, %d %% of them bound to fail".formatted(failing),
                "%.0f".formatted(ended / result.seconds()),
                ">= 116");
        Report.figure(
                "  an order's time: p50 / p99",
                "%.0f / %.0f ms".formatted(result.percentile(0.5), result.percentile(0.99)),
                "-");
    }

    private static long ended(Deployment cloud) throws Exception {
        try (Connection connection = DriverManager.getConnection(cloud.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from \"order\".orders where state in ('confirmed', 'refused')")) {
            row.next();
            return row.getLong(1);
        }
    }
}
