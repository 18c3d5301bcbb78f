package io.frostline.benchmarks;

import io.frostline.benchmarks.naive.NaiveShop;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Benchmark of orders as long-running actions, everything on this machine: how many end per second, and how long each takes. Beside
 * them it measures the same order as a plain chain of calls, and actions of two participants that do nothing.
 */
final class SagaBench {
    private static final int CLIENTS = Integer.getInteger("frostline.clients", 40);
    /** Orders of each form before its measurement, so that the compilers have seen as much of each. */
    private static final int WARM_UP = Integer.getInteger("frostline.warmup", 20_000);

    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("frostline.seconds", 30));
    private static final List<Integer> FAILING = List.of(0, 5, 20);

    private SagaBench() {}

    /** Places an order that can be fulfilled, or one that cannot, and returns when it has ended. */
    @FunctionalInterface
    private interface Seller {
        void order(boolean hopeless) throws Exception;
    }

    static void run() throws Exception {
        Report.title("saga: an order takes stock and money; %d clients, each waiting for its order's end"
                .formatted(CLIENTS));
        try (Deployment cloud = new Deployment(Files.createTempDirectory("frostline-saga"), false)) {
            Shop shop = new Shop(cloud);
            measure("ours", shop::order, ">= 116");
            try (BareActions actions = new BareActions(cloud)) {
                measure("the bare coordinator, two participants that do nothing", actions::run, "-");
            }
            for (Part part : List.of(Part.ORDER, Part.PAYMENT, Part.STOCK, Part.LRA_COORDINATOR, Part.KAFKA)) {
                cloud.process(part).stop(); // the next form has the machine to itself, as this one had
            }
            try (NaiveShop naive = new NaiveShop(cloud)) {
                naive.open();
                measure("the plain chain of calls, no coordination", naive::order, "-");
            }
        }
    }

    private static void measure(String what, Seller seller, String asked) throws Exception {
        AtomicInteger warm = new AtomicInteger();
        while (warm.get() < WARM_UP) {
            new ClosedLoop(CLIENTS, Duration.ofSeconds(10)).run(() -> seller.order(warm.incrementAndGet() % 10 == 0));
        }
        for (int failing : FAILING) {
            ClosedLoop.Result result = new ClosedLoop(CLIENTS, LENGTH)
                    .run(() -> seller.order(ThreadLocalRandom.current().nextInt(100) < failing));
            List<Double> millis = result.millis();
            Report.figure(
                    "%s, %d %% failing: ended a second".formatted(what, failing),
                    "%.0f".formatted(millis.size() / result.seconds()),
                    asked);
            Report.figure(
                    "  its time: p50 / p99",
                    "%.0f / %.0f ms".formatted(Report.percentile(millis, 0.5), Report.percentile(millis, 0.99)),
                    "-");
        }
    }
}
