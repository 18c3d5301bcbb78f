package io.frostline.testing;

import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Clients that ask without a pause while one part after the other is killed (kill -9) and started again, at whatever moment.
 *
 * @param clients each of its own thread, asking for one thing after the other
 * @param victims in the order of their kills
 * @param between from a part being back to the next kill; up to a quarter more, by chance
 */
public record KillCampaign(int clients, List<Part> victims, Duration between) {
    /** What a client asks for. It may fail in any way: somebody is being killed. */
    @FunctionalInterface
    public interface Request {
        void send() throws Exception;
    }

    /** Kills a part, and returns once it is back. */
    @FunctionalInterface
    public interface Kill {
        void at(Part part) throws IOException;
    }

    /** @return how many requests were sent, and answered or not */
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
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
