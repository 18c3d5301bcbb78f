package io.frostline.edge.supervision;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifier that tells systemd that the agent is ready, and, as often as the watchdog asks, that it is alive while it is. It
 * runs {@code systemd-notify}: Java has no Unix datagram sockets, and native calls from Java take more memory than the whole
 * buffer. Without {@code NOTIFY_SOCKET} nothing happens.
 */
public final class SystemdNotify implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotify.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Map<String, String> environment;
    private final String command;
    private final BooleanSupplier alive;
    private final Thread thread;
    private boolean wasAlive = true;

    /** @param alive returns whether the agent does its work; called on this object's thread */
    public SystemdNotify(Map<String, String> environment, BooleanSupplier alive) {
        this(environment, "systemd-notify", alive);
    }

    SystemdNotify(Map<String, String> environment, String command, BooleanSupplier alive) {
        this.environment = environment;
        this.command = command;
        this.alive = alive;
        this.thread = Thread.ofVirtual().name("systemd-notify").unstarted(this::run);
    }

    public void start() {
        if (environment.containsKey("NOTIFY_SOCKET")) {
            thread.start();
        }
    }

    private void run() {
        try {
            tell("READY=1");
            long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
            while (micros > 0) {
                TimeUnit.MICROSECONDS.sleep(micros / 3); // one late or lost message must not get the agent killed
                watch();
            }
        } catch (InterruptedException e) {
            LOG.debug("no more word to systemd");
        } catch (NumberFormatException e) {
            LOG.warn("WATCHDOG_USEC is no number: {}", e.getMessage());
        }
    }

    private void watch() throws InterruptedException {
        boolean isAlive = alive.getAsBoolean();
        if (isAlive) {
            tell("WATCHDOG=1");
        } else if (wasAlive) {
            LOG.error("the agent does not do its work: the watchdog hears no more of it");
        }
        wasAlive = isAlive;
    }

    private void tell(String word) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command, word).inheritIO().start();
            if (!process.waitFor(TIMEOUT)) {
                process.destroyForcibly();
                LOG.warn("{} {} hangs", command, word);
            } else if (process.exitValue() != 0) {
                LOG.warn("{} {} failed: {}", command, word, process.exitValue());
            }
        } catch (IOException e) {
            LOG.warn("systemd can't be told: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
