package io.frostline.edge;

import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.SensorCatalog;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.config.AgentConfig;
import io.frostline.edge.control.RoomControl;
import io.frostline.edge.health.AgentMetrics;
import io.frostline.edge.health.HealthServer;
import io.frostline.edge.health.HealthServer.Check;
import io.frostline.edge.sensing.LocalBroker;
import io.frostline.edge.sensing.ReadingSink;
import io.frostline.edge.sensing.RecordingReplay;
import io.frostline.edge.sensing.SensorKind;
import io.frostline.edge.sensing.SensorPoller;
import io.frostline.edge.sensing.SensorWatch;
import io.frostline.edge.sensing.TemperatureSource;
import io.frostline.edge.uplink.Uplink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Agent with its sensors, rooms, buffer and uplink. Runs from construction to {@link #close}. */
public final class Agent implements AutoCloseable {
    public static final String VERSION = "0.1.0";
    /** Delay of a poll after which polling counts as stopped, even on a slow device. */
    private static final Duration OVERDUE = Duration.ofSeconds(30);

    private final AgentClock clock;
    private final ReadingBuffer buffer;
    private final Uplink uplink;
    private final HealthServer health;
    private final RoomControl control;
    private final SensorPoller poller;
    private final SensorWatch watch;
    private final List<RecordingReplay> replays = new ArrayList<>();
    private final List<LocalBroker> brokers = new ArrayList<>();
    private final ScheduledExecutorService clockWatch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("clock").factory());

    public Agent(AgentConfig config, AgentClock clock) throws IOException, MqttException {
        this.clock = clock;
        List<AgentConfig.AnySensor> sensors = config.sensors();
        SensorCatalog catalog = SensorCatalog.of(sensors.stream()
                .map(s -> new SensorCatalog.Sensor(s.name(), s.interval()))
                .toList());
        Map<String, Integer> numbers = new TreeMap<>();
        for (int i = 0; i < catalog.sensors().size(); i++) {
            numbers.put(catalog.sensors().get(i).name(), i);
        }
        AgentMetrics metrics = new AgentMetrics();
        buffer = ReadingBuffer.open(config.buffer(), config.site(), catalog, clock);
        buffer.log(Batch.Entry.AGENT_STARTED, "version " + VERSION, Map.of("boot", Long.toHexString(clock.boot())));
        control = new RoomControl(config.rooms(), numbers, buffer, clock);
        uplink = new Uplink(config.uplink(), config.site(), VERSION, buffer, clock, control.setPoints());
        metrics.watch(buffer, uplink);
        health = new HealthServer(config.healthHost(), config.healthPort(), metrics, this::checks);
        ReadingSink sink = new CountingSink(buffer, metrics, new AtomicBoolean());
        List<SensorWatch.Sensor> watched = sensors.stream()
                .map(s -> new SensorWatch.Sensor(s.name(), s.stuckAfter()))
                .toList();
        watch = new SensorWatch(watched, metrics, buffer::log, System::nanoTime);
        poller = new SensorPoller(
                config.polled().stream()
                        .map(p -> new SensorPoller.Sensor(
                                numbers.getOrDefault(p.name(), 0),
                                p.name(),
                                p.interval(),
                                p.timeout(),
                                p.range(),
                                open(p)))
                        .toList(),
                clock,
                control.tap(sink),
                watch);
        config.replayed().forEach(r -> replays.add(new RecordingReplay(r.recording(), numbers, sink, watch)));
        for (AgentConfig.Listened listened : config.listened()) {
            Map<String, LocalBroker.Sensor> taken = new TreeMap<>();
            listened.sensors()
                    .forEach((name, sensor) ->
                            taken.put(name, new LocalBroker.Sensor(numbers.getOrDefault(name, 0), sensor.range())));
            brokers.add(new LocalBroker(listened.subscription(), taken, sink, watch, buffer::log, metrics::rejected));
        }
        var unused = clockWatch.scheduleWithFixedDelay(this::watchClock, 1, 1, TimeUnit.SECONDS);
        uplink.start();
        poller.start();
        control.start();
        replays.forEach(RecordingReplay::start);
        brokers.forEach(LocalBroker::start);
    }

    /** Opens a sensor. A simulated sensor of a controlled room measures what control makes of it. */
    private TemperatureSource open(AgentConfig.Polled polled) {
        return polled.kind() instanceof SensorKind.Simulated simulated
                ? control.simulatedRoomOf(polled.name()).map(simulated::openIn).orElseGet(simulated::open)
                : polled.kind().open();
    }

    private void watchClock() {
        writtenByTheRightClock();
        clock.checkSystemClock().ifPresent(buffer::clockLearned);
        clock.checkStep()
                .ifPresent(step -> buffer.log(
                        Batch.Entry.CLOCK_STEPPED,
                        "the system clock was set",
                        Map.of(
                                "from", Long.toString(step.fromMillis()),
                                "to", Long.toString(step.toMillis()))));
    }

    private void writtenByTheRightClock() {
        if (clock.isSystemAhead()) {
            buffer.clockWasAhead(clock.utcMillis());
        }
    }

    /** Sink that counts readings. The first does not wait for others: it is on disk within a second of the start. */
    private record CountingSink(ReadingBuffer buffer, AgentMetrics metrics, AtomicBoolean begun)
            implements ReadingSink {
        @Override
        public void offer(List<SensorReading> readings) {
            metrics.reading(readings.size());
            buffer.offer(readings);
            if (!begun.getAndSet(true)) {
                buffer.hurry();
            }
        }

        @Override
        public CompletableFuture<Void> submit(List<SensorReading> readings) throws InterruptedException {
            metrics.reading(readings.size());
            return buffer.submit(readings);
        }
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        String problem = buffer.problem().orElse("");
        checks.add(new Check("buffer", problem.isEmpty(), problem.isEmpty() ? "readings are durable" : problem));
        String link = uplink.isConnected() ? "connected" : "not connected";
        checks.add(new Check("uplink", true, link + ", " + buffer.state().unsentBatches() + " batches unsent"));
        String time = clock.isSynchronised() ? "synchronised" : "not known yet; readings wait for it";
        checks.add(new Check("clock", true, time));
        for (LocalBroker broker : brokers) {
            String trouble = broker.problem();
            String detail = trouble.isEmpty() ? "connected" : "not connected: " + trouble;
            checks.add(new Check("broker " + broker.broker(), true, detail));
        }
        List<String> stuck = watch.stuck();
        if (!stuck.isEmpty()) {
            checks.add(new Check("stuck", true, "values stand still: " + String.join(", ", stuck)));
        }
        control.conditions().forEach((room, condition) -> checks.add(new Check("room " + room, true, condition)));
        return checks;
    }

    /** Returns whether sensors are polled. Problems of storing or sending do not count: health reports them, no restart helps. */
    public boolean isSensing() {
        return poller.isPolling(OVERDUE);
    }

    public int healthPort() {
        return health.port();
    }

    public ReadingBuffer buffer() {
        return buffer;
    }

    /** Stops the sensors, writes the readings, and leaves unsent batches for the next start. */
    @Override
    public void close() throws IOException, InterruptedException {
        clockWatch.shutdownNow();
        control.close();
        poller.close();
        for (RecordingReplay replay : replays) {
            replay.close();
        }
        for (LocalBroker broker : brokers) {
            broker.close();
        }
        buffer.log(Batch.Entry.AGENT_STOPPED, "stopped", Map.of());
        uplink.close();
        buffer.close();
        writtenByTheRightClock();
        health.close();
    }
}
