package io.frostline.edge.sensing;

import io.frostline.contract.column.Quality;
import io.frostline.contract.recording.ValidRange;
import io.frostline.edge.clock.AgentClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Poller that reads each sensor at its interval. Sensors that are due together get the same stamp: the instant at which their
 * reading begins. Each is read on its own thread: one that hangs becomes a timeout at its deadline, delays no other, and is not
 * polled again before it has returned. Sensors on one bus are polled one after the other; each deadline begins when the sensor
 * gets the bus.
 */
public final class SensorPoller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SensorPoller.class);

    /**
     * Sensor to poll.
     *
     * @param number number in the agent's catalog
     */
    public record Sensor(
            int number, String name, Duration interval, Duration timeout, ValidRange range, TemperatureSource source) {}

    private final AgentClock clock;
    private final ReadingSink sink;
    private final SensorWatch watch;
    private final Map<String, Semaphore> buses = new HashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Sensor> sensors;
    private final Thread thread;
    /** Time of the next poll, on the monotonic clock. */
    private volatile long expected;

    private volatile boolean closing;

    private static final class Due implements Comparable<Due> {
        private final Sensor sensor;
        private final Semaphore bus;
        private final AtomicReference<Poll> current = new AtomicReference<>();
        private long nanos;

        private Due(Sensor sensor, long nanos, Semaphore bus) {
            this.sensor = sensor;
            this.bus = bus;
            this.nanos = nanos;
        }

        @Override
        public int compareTo(Due other) {
            return Long.compare(nanos, other.nanos);
        }
    }

    /** Poll in progress, answered once: by the reader or by its deadline. */
    private static final class Poll {
        private final AgentClock.Stamp at;
        private final AtomicBoolean answered = new AtomicBoolean();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicBoolean left = new AtomicBoolean();
        private volatile boolean returned;

        private Poll(AgentClock.Stamp at) {
            this.at = at;
        }

        /** Releases the bus, once: when the answer has come or timed out. */
        private void leave(Semaphore bus) {
            if (left.compareAndSet(false, true)) {
                bus.release();
            }
        }
    }

    /** @param watch receives every answer */
    public SensorPoller(List<Sensor> sensors, AgentClock clock, ReadingSink sink, SensorWatch watch) {
        this.sensors = List.copyOf(sensors);
        this.clock = clock;
        this.sink = sink;
        this.watch = watch;
        long now = System.nanoTime();
        for (Sensor sensor : sensors) {
            String bus = sensor.source.bus();
            due.add(new Due(
                    sensor,
                    now,
                    bus.isEmpty() ? new Semaphore(1) : buses.computeIfAbsent(bus, name -> new Semaphore(1, true))));
        }
        this.expected = now;
        this.thread = Thread.ofPlatform().name("poller").unstarted(this::run);
    }

    public void start() {
        if (!sensors.isEmpty()) {
            thread.start();
        }
    }

    /** Returns whether it polls: false if a poll is overdue for {@code timeout} or longer, or its thread has ended. */
    public boolean isPolling(Duration timeout) {
        return sensors.isEmpty() || thread.isAlive() && System.nanoTime() - expected < timeout.toNanos();
    }

    private void run() {
        try {
            while (!closing) {
                expected = due.element().nanos;
                long wait = expected - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(Duration.ofNanos(wait));
                }
                pollDue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pollDue() {
        long now = System.nanoTime();
        AgentClock.Stamp at = clock.stamp();
        List<Due> polled = new ArrayList<>();
        while (!due.isEmpty() && due.element().nanos <= now) {
            Due next = due.remove();
            poll(next, at);
            long interval = next.sensor.interval.toNanos();
            next.nanos += interval;
            if (next.nanos <= now) {
                next.nanos += (now - next.nanos) / interval * interval + interval; // late: missed polls are a gap
            }
            polled.add(next);
        }
        due.addAll(polled);
    }

    private void poll(Due next, AgentClock.Stamp at) {
        Poll hanging = next.current.get();
        if (hanging != null && !hanging.returned) {
            String detail = hanging.begun.getCount() > 0
                    ? "its bus is busy with other sensors for longer than the interval"
                    : "still hangs";
            answer(next.sensor, at, new Measurement.Fault(Quality.TIMEOUT, detail));
            return;
        }
        Poll poll = new Poll(at);
        next.current.set(poll);
        Thread reader = Thread.ofVirtual().unstarted(() -> read(next, poll));
        readers.execute(() -> {
            reader.start();
            try {
                poll.begun.await();
                if (!reader.join(next.sensor.timeout) && poll.answered.compareAndSet(false, true)) {
                    reader.interrupt();
                    poll.leave(next.bus);
                    String detail = "no answer within " + next.sensor.timeout.toMillis() + " ms";
                    answer(next.sensor, at, new Measurement.Fault(Quality.TIMEOUT, detail));
                }
            } catch (InterruptedException e) {
                reader.interrupt();
            }
        });
    }

    private void read(Due next, Poll poll) {
        Sensor sensor = next.sensor;
        Measurement measurement;
        try {
            next.bus.acquire();
        } catch (InterruptedException e) {
            poll.returned = true;
            return;
        }
        poll.begun.countDown();
        try {
            measurement = sensor.source.read().within(sensor.range);
        } catch (IOException | RuntimeException e) {
            measurement = new Measurement.Fault(Quality.DISCONNECTED, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            measurement = new Measurement.Fault(Quality.TIMEOUT, "interrupted");
        } finally {
            poll.returned = true;
            poll.leave(next.bus);
        }
        if (poll.answered.compareAndSet(false, true)) {
            answer(sensor, poll.at, measurement);
        }
    }

    private void answer(Sensor sensor, AgentClock.Stamp at, Measurement measurement) {
        if (measurement instanceof Measurement.Fault fault) {
            LOG.debug("{}: {}", sensor.name, fault.detail());
            if (closing) {
                return;
            }
        }
        sink.offer(List.of(watch.observe(sensor.number, at, measurement)));
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.interrupt();
        if (thread.isAlive()) {
            thread.join();
        }
        readers.shutdownNow();
        for (Sensor sensor : sensors) {
            try {
                sensor.source.close();
            } catch (IOException e) {
                LOG.debug("closing {}: {}", sensor.name, e.getMessage());
            }
        }
    }
}
