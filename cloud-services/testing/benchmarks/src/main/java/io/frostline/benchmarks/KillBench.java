package io.frostline.benchmarks;

import io.frostline.benchmarks.naive.NaiveShop;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.Invariants;
import io.frostline.testing.KillCampaign;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Benchmark of orders and transfers while one part after the other is killed (kill -9) and restarted, for the product and the naive
 * form. It counts how many of them are not whole when all is quiet.
 */
final class KillBench {
    private static final int CLIENTS = 16;
    /** Number of kills of each part. */
    private static final int KILLS = Integer.getInteger("frostline.kills", 4);

    private static final Duration INTERVAL = Duration.ofSeconds(4);
    private static final Duration QUIET = Duration.ofSeconds(60);
    private static final List<Part> OURS =
            List.of(Part.STOCK, Part.PAYMENT, Part.ORDER, Part.POSTGRES, Part.LRA_COORDINATOR);
    private static final List<Part> NAIVE = List.of(Part.STOCK, Part.PAYMENT, Part.ORDER, Part.POSTGRES);

    private KillBench() {}

    static void run() throws Exception {
        Report.title(
                "kills: orders (a fifth of them can't be paid) and transfers, %d clients, each part killed %d times"
                        .formatted(CLIENTS, KILLS));
        try (Deployment cloud = new Deployment(Files.createTempDirectory("frostline-kills"), false)) {
            Shop shop = new Shop(cloud);
            long asked =
                    load(() -> shop.order(ThreadLocalRandom.current().nextInt(5) == 0), shop::transfer, OURS, part -> {
                        cloud.kill(part);
                        cloud.start(part);
                    });
            Report.figure("ours: orders and transfers asked for", Long.toString(asked), "-");
            List<String> wrong = whenQuiet(cloud);
            Report.figure("ours: that are not whole", Integer.toString(wrong.size()), "0");
            wrong.forEach(what -> System.out.println("    " + what));
        }
        try (Deployment cloud = new Deployment(Files.createTempDirectory("frostline-kills"), false)) {
            cloud.start(Part.POSTGRES);
            try (NaiveShop naive = new NaiveShop(cloud)) {
                naive.open();
                long asked = load(
                        () -> naive.order(ThreadLocalRandom.current().nextInt(5) == 0),
                        naive::transfer,
                        NAIVE,
                        part -> {
                            if (part == Part.POSTGRES) {
                                cloud.kill(part);
                                cloud.start(part);
                            } else {
                                naive.kill(part);
                                naive.start(part);
                            }
                        });
                Report.figure("naive: orders and transfers asked for", Long.toString(asked), "-");
                naive.inconsistencies()
                        .forEach((what, count) -> Report.figure("naive: " + what, Long.toString(count), "-"));
            }
        }
    }

    /** @return number of orders and transfers that were requested */
    private static long load(
            KillCampaign.Request order, KillCampaign.Request transfer, List<Part> parts, KillCampaign.Kill kill)
            throws Exception {
        List<Part> victims =
                Collections.nCopies(KILLS, parts).stream().flatMap(List::stream).toList();
        return new KillCampaign(CLIENTS, victims, INTERVAL).run(List.of(order, transfer), kill);
    }

    private static List<String> whenQuiet(Deployment cloud) throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + QUIET.toNanos();
        Invariants invariants = new Invariants(cloud);
        List<String> wrong = invariants.wrong();
        while (!wrong.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(Duration.ofSeconds(1));
            wrong = invariants.wrong();
        }
        return wrong;
    }
}
