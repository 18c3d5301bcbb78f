package io.frostline.edge;

import io.frostline.edge.buffer.ReadingBuffer;
import io.frostline.edge.clock.AgentClock;
import io.frostline.edge.clock.Boot;
import io.frostline.edge.config.AgentConfig;
import java.net.BindException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "frostline edge",
        description = "Records a site's sensors and sends their readings, through any outage.",
        mixinStandardHelpOptions = true,
        version = Agent.VERSION)
public final class Main implements Callable<Integer> {
    @Option(names = "--config", required = true, description = "the agent's YAML file")
    @SuppressWarnings("NullAway.Init")
    private Path config;

    @Option(names = "--parent", hidden = true, description = "process id; stop when that process ends")
    private long parent;

    @Override
    public Integer call() throws Exception {
        AgentConfig checked;
        try {
            checked = AgentConfig.read(config);
        } catch (AgentConfig.Invalid e) {
            System.err.println(e.getMessage());
            return 2;
        }
        Agent agent;
        try {
            AgentClock clock = new AgentClock(
                    InstantSource.system(),
                    System::nanoTime,
                    Boot.id(),
                    ReadingBuffer.lastWrite(checked.buffer().file()));
            agent = new Agent(checked, clock);
        } catch (BindException e) {
            System.err.println("health.port: " + checked.healthPort() + " is taken; choose another, or 0 for any");
            return 2;
        }
        System.out.println("recording site " + checked.site() + "; http://" + checked.healthHost() + ":"
                + agent.healthPort() + "/health");
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(agent, stopped)));
        if (parent > 0) {
            var unused = ProcessHandle.of(parent).map(p -> p.onExit().thenRun(() -> System.exit(0)));
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

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
