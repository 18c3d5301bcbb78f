package io.frostline.platform.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundLoopTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void repeatsAtOnceWhileThereIsMore() throws Exception {
        CountDownLatch third = new CountDownLatch(3);
        try (BackgroundLoop loop = new BackgroundLoop("more", NEVER, () -> {
            third.countDown();
            return third.getCount() > 0;
        })) {
            loop.startAtOnce();
            assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void pausesWhereNothingIsLeft() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        BackgroundLoop loop = new BackgroundLoop("idle", NEVER, () -> {
            runs.incrementAndGet();
            ran.countDown();
            return false;
        });
        loop.startAtOnce();
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        loop.close(); // during the pause: returns at once
        assertThat(runs).hasValue(1);
        assertThat(loop.isHealthy()).isFalse();
    }

    @Test
    void goesOnAfterFailures() throws Exception {
        CountDownLatch healed = new CountDownLatch(2); // once the second run has begun, the first is complete
        CountDownLatch failed = new CountDownLatch(2);
        CountDownLatch looked = new CountDownLatch(1);
        try (BackgroundLoop loop = new BackgroundLoop("failing", Duration.ofMillis(1), () -> {
            if (runs.incrementAndGet() <= 2) {
                failed.countDown();
                throw new IllegalStateException("not yet");
            }
            assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
            healed.countDown();
            return true;
        })) {
            assertThat(loop.isHealthy()).isFalse();
            loop.startAtOnce();
            assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(loop.isHealthy()).isFalse();
            looked.countDown();
            assertThat(healed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(loop.isHealthy()).isTrue();
        }
    }

    @Test
    void waitsForTheRunUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        CompletableFuture<BackgroundLoop> itself = new CompletableFuture<>();
        BackgroundLoop loop = new BackgroundLoop("slow", NEVER, () -> {
            begun.countDown();
            while (!itself.join().isClosing()) {
                Thread.onSpinWait();
            }
            ended.incrementAndGet();
            return false;
        });
        itself.complete(loop);
        loop.startAtOnce();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        loop.close(Duration.ofSeconds(30));
        assertThat(ended).hasValue(1);
        assertThat(loop.isClosing()).isTrue();
    }

    @Test
    void interruptsWhatTakesLongAndWaitsForIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        BackgroundLoop loop = new BackgroundLoop("stuck", NEVER, () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.incrementAndGet();
            }
            return false;
        });
        loop.startAtOnce();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        loop.close();
        assertThat(ended).hasValue(1);
        assertThat(loop.isHealthy()).isFalse();
    }

    @Test
    void waitsForTheFirstRunUnlessTold() {
        BackgroundLoop loop = new BackgroundLoop("later", NEVER, () -> {
            runs.incrementAndGet();
            return false;
        });
        loop.start();
        loop.close();
        assertThat(runs).hasValue(0);
    }

    @Test
    void goesOnAfterAnError() throws Exception {
        CountDownLatch third = new CountDownLatch(3);
        try (BackgroundLoop loop = new BackgroundLoop("error", Duration.ofMillis(1), () -> {
            third.countDown();
            throw new AssertionError("an error");
        })) {
            loop.startAtOnce();
            assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
