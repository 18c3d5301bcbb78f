package io.frostline.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Clients that each send the next request once the last is answered. */
record ClosedLoop(int clients, Duration length) {
    /** One request and its answer; fails if the answer is not an expected one. */
    @FunctionalInterface
    interface Request {
        void send() throws Exception;
    }

    record Result(double seconds, List<Double> millis) {}

    Result run(Request request) throws Exception {
        List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        long begun = System.nanoTime();
        try (ExecutorService all = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> running = IntStream.range(0, clients)
                    .<Future<?>>mapToObj(client -> all.submit(() -> {
                        while (System.nanoTime() - begun < length.toNanos()) {
                            long sent = System.nanoTime();
                            request.send();
                            millis.add((System.nanoTime() - sent) / 1e6);
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> each : running) {
                each.get();
            }
        }
        return new Result(Report.since(begun), millis);
    }
}
