package io.frostline.testing;

import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Campaign of clients that send requests without a pause while one part after the other is killed (kill -9) and restarted, at any
 * moment.
 *
 * @param clients number of clients, each on its own thread with one request after the other
 * @param victims in the order of their kills
 * @param between time from a part's return to the next kill; up to a quarter more, by chance
 */
public record KillCampaign(int clients, List<Part> victims, Duration between) {
    /** Request of a client. It may fail in any way, since parts are being killed. */
    @FunctionalInterface
    public interface Request {
        void send() throws Exception;
    }

    /** Kills a part, and returns once it is back. */
    @FunctionalInterface
    public interface Kill {
        void at(Part part) throws IOException;
    }

    /** @return number of requests that were sent, answered or not */
    public long run(List<Request> requests, Kill kill) throws InterruptedException, IOException {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Thread killer = Thread.ofPlatform().start(() -> {
            try {
                killAll(kill);
            } catch (IOException | InterruptedException | RuntimeException e) {
                failure.set(e);
            }
        });
        AtomicLong asked = new AtomicLong();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(Thread.ofPlatform().start(() -> {
                while (killer.isAlive()) {
                    requests.forEach(KillCampaign::send);
                    asked.addAndGet(requests.size());
                }
            }));
        }
        for (Thread client : all) {
            client.join();
        }
        if (failure.get() != null) {
            throw new IOException("a part did not come back", failure.get());
        }
        return asked.get();
    }

    private void killAll(Kill kill) throws IOException, InterruptedException {
        Random random = new Random();
        for (Part victim : victims) {
            Thread.sleep(between.plusMillis(random.nextLong(between.toMillis() / 4)));
            kill.at(victim);
        }
        Thread.sleep(between);
    }

    private static void send(Request request) {
        try {
            request.send();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
