package io.frostline.edge;

import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.Boot;
import io.frostline.edge.config.AgentConfig;
import io.frostline.edge.supervision.SystemdNotify;
import java.net.BindException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Entry point that runs an agent until it is stopped. Exit codes: 0 stopped, 1 failed, 2 unusable arguments or settings. */
public final class Main {
    private Main() {}

    private static int run(CommandLine.Run asked) throws Exception {
        AgentConfig checked;
        try {
            checked = AgentConfig.read(asked.config());
        } catch (AgentConfig.Invalid e) {
            System.err.println(e.getMessage());
            return 2;
        }
        if (asked.checkOnly()) {
            System.out.println("the configuration of site " + checked.site() + " is complete");
            checked.busLoads().forEach(System.out::println);
            return 0;
        }
        Agent agent;
        try {
            Instant lastWrite = ReadingBuffer.lastWrite(checked.buffer().file());
            AgentClock clock = new AgentClock(InstantSource.system(), System::nanoTime, Boot.id(), lastWrite);
            agent = new Agent(checked, clock);
        } catch (BindException e) {
            System.err.println("health.port: " + checked.healthPort() + " is taken; choose another, or 0 for any");
            return 2;
        }
        System.out.println("recording site " + checked.site() + "; http://" + checked.healthHost() + ":"
                + agent.healthPort() + "/health");
        SystemdNotify systemd = new SystemdNotify(System.getenv(), agent::isSensing);
        systemd.start();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(agent, stopped)));
        if (asked.parent() > 0) {
            var unused = ProcessHandle.of(asked.parent()).map(p -> p.onExit().thenRun(() -> System.exit(0)));
        }
        stopped.await();
        return 0;
    }

    private static void close(Agent agent, CountDownLatch stopped) {
        try {
            agent.close();
        } catch (Exception e) {
            System.err.println("while stopping: " + e.getMessage());
        } finally {
            stopped.countDown();
        }
    }

    private static int refuse(String reason) {
        System.err.println(reason);
        System.err.print(CommandLine.USAGE);
        return 2;
    }

    private static int say(CommandLine asked) {
        System.out.print(asked instanceof CommandLine.Say say ? say.text() : CommandLine.USAGE);
        return 0;
    }

    private static int exitCode(String... args) {
        try {
            CommandLine asked = CommandLine.of(args);
            if (asked instanceof CommandLine.Run run) {
                return run(run);
            }
            return asked instanceof CommandLine.Refused refused ? refuse(refused.reason()) : say(asked);
        } catch (Exception e) {
            LoggerFactory.getLogger(Main.class).error("the agent has failed", e);
            return 1;
        }
    }

    public static void main(String[] args) {
        System.exit(exitCode(args));
    }
}
