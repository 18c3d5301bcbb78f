package io.frostline.edge.control;

import io.frostline.contract.column.Quality;
import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.buffer.SensorReading;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.sensing.ReadingSink;
import io.frostline.edge.simulation.SimulatedRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control of the site's rooms, each on its own thread, based only on the readings that pass through {@link #tap}. Its actions
 * and findings are logged in the buffer.
 */
public final class RoomControl implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoomControl.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final SetPoints setPoints;
    private final Map<String, ControlLoop> loops = new TreeMap<>();
    private final Map<Integer, Member> members = new HashMap<>();
    private final Map<String, SimulatedRoom> simulated = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closing;

    private record Member(String sensor, ControlLoop loop) {}

    /** @param numbers numbers of the sensors in the agent's catalog, by name */
    public RoomControl(List<RoomConfig> rooms, Map<String, Integer> numbers, ReadingBuffer buffer, AgentClock clock) {
        this.setPoints = new SetPoints(rooms, buffer);
        for (RoomConfig room : rooms) {
            Equipment.Connected equipment = room.equipment().connect(room.setPoint());
            ControlLoop loop = new ControlLoop(
                    room, equipment, () -> setPoints.inForce(room.name()).celsius(), clock, buffer::log);
            loops.put(room.name(), loop);
            SimulatedRoom air = equipment.simulated();
            for (String sensor : room.sensors()) {
                Optional.ofNullable(numbers.get(sensor)).ifPresent(n -> members.put(n, new Member(sensor, loop)));
                if (air != null) {
                    simulated.put(sensor, air);
                }
            }
            threads.add(Thread.ofVirtual().name("control-" + room.name()).unstarted(() -> run(loop)));
        }
    }

    public void start() {
        threads.forEach(Thread::start);
    }

    private void run(ControlLoop loop) {
        try {
            while (!closing) {
                Thread.sleep(INTERVAL);
                tick(loop);
            }
        } catch (InterruptedException e) {
            LOG.debug("control stopped");
        } finally {
            loop.close();
        }
    }

    private static void tick(ControlLoop loop) {
        try {
            loop.tick();
        } catch (RuntimeException e) {
            LOG.error("control: {}; going on", e.getMessage(), e); // a bug: a loop that ended would control nothing
        }
    }

    public SetPoints setPoints() {
        return setPoints;
    }

    /** Returns the simulated room of a sensor, if it has one. */
    public Optional<SimulatedRoom> simulatedRoomOf(String sensor) {
        return Optional.ofNullable(simulated.get(sensor));
    }

    /** Returns each room's state in words. */
    public Map<String, String> conditions() {
        Map<String, String> all = new TreeMap<>();
        loops.forEach((room, loop) -> all.put(room, loop.condition()));
        return all;
    }

    /** Returns a sink that passes every reading on, and controls the rooms with their own. */
    public ReadingSink tap(ReadingSink target) {
        return new ReadingSink() {
            @Override
            public void offer(List<SensorReading> readings) {
                readings.forEach(RoomControl.this::see);
                target.offer(readings);
            }

            @Override
            public CompletableFuture<Void> submit(List<SensorReading> readings) throws InterruptedException {
                readings.forEach(RoomControl.this::see);
                return target.submit(readings);
            }
        };
    }

    private void see(SensorReading reading) {
        Member member = members.get(reading.sensor());
        if (member != null && reading.quality() == Quality.GOOD) {
            member.loop.measured(member.sensor, reading.microCelsius() / 1e6);
        }
    }

    /** Ends control and leaves the equipment as it is: whatever runs continues to run. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join(INTERVAL.multipliedBy(5));
        }
    }
}
